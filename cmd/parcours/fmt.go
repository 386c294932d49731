package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type fmtCmd struct {
	Folder folderName `arg:"" optional:"" default:"content" help:"The folder of content; ${default} without it."`
	Check  bool       `help:"Change nothing; fail where a file would be changed."`
}

// The errors that end fmt once every file is said.
var (
	errUnformatted = errors.New("files are not in canonical form: parcours fmt puts them in it")
	errUnreadable  = errors.New("files that cannot be read were left as they are")
)

// Run puts every file in canonical form and prints the names of those that it changes.
func (c fmtCmd) Run(stdout stdout, stderr stderr) error {
	root, err := c.Folder.open()
	if err != nil {
		return err
	}
	defer root.Close()
	names, err := authoring.Files(root.FS())
	if err != nil {
		return fmt.Errorf("fmt: %w", err)
	}
	p := newProgress(stderr)
	tell := p.step("fmt")
	var problems []catalog.Problem
	changed := 0
	for i, name := range names {
		tell(i, len(names))
		before, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("fmt: %w", err)
		}
		after, some := authoring.Canonical(name, before)
		for _, problem := range some {
			problem.At.File = c.Folder.file(name)
			problems = append(problems, problem)
		}
		if bytes.Equal(before, []byte(after)) {
			continue
		}
		changed++
		if !c.Check {
			if err := replace(root, name, []byte(after)); err != nil {
				return fmt.Errorf("fmt: %w", err)
			}
		}
		if _, err := fmt.Fprintln(stdout, c.Folder.file(name)); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	p.done()
	if len(problems) > 0 {
		if err := printProblems(stderr, problems); !errors.Is(err, errProblems) {
			return err
		}
		return errUnreadable
	}
	if c.Check && changed > 0 {
		return errUnformatted
	}
	return nil
}

// replace puts a new file in the place of one, at once and with its rights: whoever reads sees the one or the other.
func replace(root *os.Root, name string, b []byte) error {
	info, err := root.Stat(name)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	beside := path.Join(path.Dir(name), "."+path.Base(name)+".tmp") // ignored as content
	err = root.WriteFile(beside, b, info.Mode().Perm())
	if err == nil {
		err = root.Rename(beside, name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write: %w", err), root.Remove(beside))
	}
	return nil
}
