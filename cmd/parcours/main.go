// Command parcours serves a catalogue of onboarding content as GraphQL, checks such content, and prints learning paths.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
	_ "golang.org/x/crypto/x509roots/fallback" // certificates of the usual authorities, where the system has none
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve the catalogue as GraphQL over HTTP."`
	Check   checkCmd   `cmd:"" help:"Say everything that is wrong with a folder of content."`
	New     newCmd     `cmd:"" help:"Begin a resource, a step, a role, a question or an article."`
	Fmt     fmtCmd     `cmd:"" help:"Put the fields of content files in canonical order."`
	Schema  schemaCmd  `cmd:"" help:"Print the JSON Schema of a kind of file, for editors."`
	Links   linksCmd   `cmd:"" help:"Ask whether the links of the catalogue still open."`
	Query   queryCmd   `cmd:"" help:"Answer one query without opening a port."`
	Path    pathCmd    `cmd:"" help:"Print a learning path to read."`
	Assess  assessCmd  `cmd:"" help:"Ask what matters most, tell where a team stands, and print its path."`
	Build   buildCmd   `cmd:"" help:"Write the catalogue as one file."`
	Diff    diffCmd    `cmd:"" help:"Tell what changed from one catalogue to another."`
	Publish publishCmd `cmd:"" help:"Publish a catalogue, signed, to an OCI registry."`
	Keygen  keygenCmd  `cmd:"" help:"Make the keys that sign and verify publications."`
	Import  importCmd  `cmd:"" help:"Take in what exists in other forms, and report."`
	Export  exportCmd  `cmd:"" help:"Write the catalogue in forms that other programs read, and a path as one file."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

const description = `Tailored onboarding paths, with reasons.

Examples:

  parcours serve                        the catalogue in the binary, on http://127.0.0.1:8080
  parcours serve --content embedded --content ministry   the same, with what a ministry adds and changes
  parcours check content                everything that is wrong with a folder of content
  parcours new resource a-book --title "A book" --url https://example.org/book --step discover
  parcours fmt content                  its files in canonical order, comments and all
  parcours links content --cache links.json   which of its links no longer open
  echo '{ steps { title } }' | parcours query -
  parcours path --role technical --from 2 --lang en
  parcours assess --role technical --save answers.yaml
  parcours diff old-content content
  parcours import csv resources.csv content
  parcours export out --format csv,html --role technical
  parcours publish oci://registry.example.org/team/catalogue:stable --key team.key

Exit codes: 0 fine, 1 failed, 2 misused.`

// The streams of the process, each with a type, so that a command can be given the ones it asks for.
type (
	stdin  struct{ io.Reader }
	stdout struct{ io.Writer }
	stderr struct{ io.Writer }
)

type versionCmd struct{}

// Run prints the version that the Go tool has recorded.
func (versionCmd) Run(stdout stdout) error {
	_, err := fmt.Fprintln(stdout, "parcours", version())
	return err
}

// version returns what the Go tool has recorded.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run returns the exit code: 1 for a failure, 2 for misuse.
func run(args []string, in io.Reader, out, errs io.Writer) (code int) {
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
	parser := kong.Must(&cli{}, kong.Name("parcours"), kong.Description(description), kong.Writers(out, errs),
		kong.Exit(func(c int) { panic(exit(c)) }), kong.Bind(stdin{in}, stdout{out}, stderr{errs}))
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errs, "parcours:", err)
		return 2
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(errs, "parcours:", err)
		return 1
	}
	return 0
}
