package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/cloud-pi-native/parcours/internal/registry"
)

type keygenCmd struct {
	Name string `arg:"" help:"Path of the two files without their endings: NAME.key signs and is to be kept secret, NAME.pub is given to every replica."`
}

// Run writes a pair of keys, and never over a file that is there.
func (k keygenCmd) Run(stdout stdout) error {
	private, public, err := registry.GenerateKey()
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		text []byte
		mode os.FileMode
	}{{k.Name + ".key", private, 0o600}, {k.Name + ".pub", public, 0o644}} {
		f, err := os.OpenFile(file.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, file.mode)
		if err != nil {
			return fmt.Errorf("keygen: %w", err)
		}
		_, err = f.Write(file.text)
		if err := errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("keygen: %w", err)
		}
	}
	keys, err := registry.ParsePublicKeys(public)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "key %s: %s.key signs, %s.pub verifies\n", registry.KeyID(keys[0]), k.Name, k.Name)
	return err
}
