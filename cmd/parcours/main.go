// Command parcours checks a folder of onboarding content.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type cli struct {
	Check   checkCmd   `cmd:"" help:"Check a folder of content."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type checkCmd struct {
	Dir    string `arg:"" type:"existingdir" help:"The folder."`
	Strict bool   `env:"PARCOURS_STRICT" help:"Fail on warnings too."`
}

type versionCmd struct{}

// errProblems ends a check whose problems are printed already.
var errProblems = errors.New("the content has problems")

// Run prints every problem as a compiler would.
func (c checkCmd) Run(stdout io.Writer) error {
	_, problems := authoring.Load(os.DirFS(c.Dir), "content")
	for _, p := range problems {
		if _, err := fmt.Fprintln(stdout, p); err != nil {
			return fmt.Errorf("print problems: %w", err)
		}
	}
	if catalog.HasErrors(problems) || c.Strict && len(problems) > 0 {
		return errProblems
	}
	return nil
}

// Run prints the version that the Go tool has recorded.
func (versionCmd) Run(stdout io.Writer) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	_, err := fmt.Fprintln(stdout, "parcours", version)
	return err
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 1 for a failure, 2 for misuse.
func run(args []string, stdout, stderr io.Writer) (code int) {
	type exit int
	defer func() { // kong ends by a call after --help
		if v := recover(); v != nil {
			e, ok := v.(exit)
			if !ok {
				panic(v)
			}
			code = int(e)
		}
	}()
	parser := kong.Must(&cli{}, kong.Name("parcours"), kong.Writers(stdout, stderr), kong.Exit(func(c int) { panic(exit(c)) }),
		kong.BindTo(stdout, (*io.Writer)(nil)), kong.Description("Tailored onboarding paths. Example: parcours check content"))
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "parcours:", err)
		return 2
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(stderr, "parcours:", err)
		return 1
	}
	return 0
}
