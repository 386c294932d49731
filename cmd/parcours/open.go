package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// registryFlags say how to reach a registry. Who we are there comes from the docker configuration and its helpers, or
// from PARCOURS_REGISTRY_USERNAME and PARCOURS_REGISTRY_PASSWORD: a password on a command line is read by others.
type registryFlags struct {
	PlainHTTP bool   `name:"plain-http" env:"PARCOURS_PLAIN_HTTP" help:"Speak HTTP to the registry, without encryption."`
	CAFile    string `name:"ca-file" env:"PARCOURS_CA_FILE" type:"existingfile" placeholder:"FILE" help:"Certificates (PEM) to trust besides the system's."`
	Largest   int64  `env:"PARCOURS_LARGEST" default:"1073741824" placeholder:"BYTES" help:"Pull no catalogue larger than that; ${default} without it."`
}

// repository returns the place that a reference names; retry asks again where an answer says that it may help.
func (r registryFlags) repository(reference string, retry bool) (*registry.Repository, error) {
	return registry.Parse(reference, registry.Options{
		PlainHTTP: r.PlainHTTP, CAFile: r.CAFile, MaxSize: r.Largest, Retry: retry, Agent: "parcours/" + version(),
		Username: os.Getenv("PARCOURS_REGISTRY_USERNAME"), Password: os.Getenv("PARCOURS_REGISTRY_PASSWORD"),
	})
}

// keyText returns the PEM that a flag or variable holds, or that stands in the file it names.
func keyText(value string) ([]byte, error) {
	if strings.Contains(value, "-----BEGIN ") {
		return []byte(value), nil
	}
	text, err := os.ReadFile(value) //nolint:gosec // the operator says which
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	return text, nil
}

// publicKeys returns the keys in PEM texts or files.
func publicKeys(values []string) ([]ed25519.PublicKey, error) {
	var keys []ed25519.PublicKey
	for _, value := range values {
		text, err := keyText(value)
		if err != nil {
			return nil, err
		}
		some, err := registry.ParsePublicKeys(text)
		if err != nil {
			return nil, fmt.Errorf("key: %w", err)
		}
		keys = append(keys, some...)
	}
	return keys, nil
}

// openFile opens a catalogue that `parcours build` wrote.
func openFile(ctx context.Context, file string) (loaded, error) {
	s, err := store.Open(ctx, file)
	if err != nil {
		return loaded{}, err
	}
	return loaded{
		Store: s, c: s.Catalog(), source: graph.Source{Store: s, LoadedAt: time.Now(), From: filepath.Base(file)},
	}, nil
}

// open opens a catalogue that is not to be searched wherever it is: a folder of content, a file, or a reference to a registry.
func open(ctx context.Context, where string, keys []ed25519.PublicKey, flags registryFlags, stderr stderr) (loaded, error) {
	if strings.HasPrefix(where, registry.Scheme) {
		return openPublished(ctx, where, keys, flags)
	}
	info, err := os.Stat(where)
	if err != nil {
		return loaded{}, fmt.Errorf("catalogue: %w", err)
	}
	if info.IsDir() {
		c, err := image(folders{folderName(where)}, stderr)
		return loaded{c: c}, err
	}
	return openFile(ctx, where)
}

// openPublished pulls a publication into a temporary folder and opens it.
func openPublished(ctx context.Context, reference string, keys []ed25519.PublicKey, flags registryFlags) (loaded, error) {
	if len(keys) == 0 {
		return loaded{}, fmt.Errorf("%s: say with --key by whom it should be signed", reference)
	}
	from, err := flags.repository(reference, true)
	if err != nil {
		return loaded{}, err
	}
	release, err := from.Latest(ctx, keys)
	if err != nil {
		return loaded{}, fmt.Errorf("%s: %w", reference, err)
	}
	return pulled(ctx, from, release)
}

// pulled downloads a publication into a temporary folder and opens it.
func pulled(ctx context.Context, from *registry.Repository, release *registry.Release) (loaded, error) {
	folder, err := os.MkdirTemp("", "parcours-")
	if err != nil {
		return loaded{}, fmt.Errorf("%s: %w", from, err)
	}
	file := filepath.Join(folder, "catalogue.db")
	err = from.Download(ctx, release, file)
	var l loaded
	if err == nil {
		l, err = openFile(ctx, file)
	}
	if err == nil {
		l.history, _, err = from.ReadHistory(ctx, release)
	}
	if err != nil {
		return loaded{}, errors.Join(fmt.Errorf("%s: %w", from, err), l.close(), os.RemoveAll(folder))
	}
	l.folder = folder
	return l, nil
}
