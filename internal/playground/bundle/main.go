// Command bundle builds the playground from npm packages: what `go generate` runs in internal/playground.
//
// It installs the packages that the lock file pins, without running any of their scripts, and bundles them with ours into
// the folder named built, which Git ignores and the binary embeds. Where npm is missing it says so and leaves things as they
// are: the playground then leads to the page that is always there.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// run works in internal/playground.
func run() error {
	if err := install(); errors.Is(err, exec.ErrNotFound) {
		fmt.Fprintln(os.Stderr, "bundle: npm is missing: /playground will lead to /explore")
		return nil
	} else if err != nil {
		return err
	}
	common := api.BuildOptions{
		Bundle: true, MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsEndOfFile,
		Target: api.ES2022, Define: map[string]string{"process.env.NODE_ENV": `"production"`}, LogLevel: api.LogLevelWarning,
		Loader: map[string]api.Loader{".ttf": api.LoaderDataURL}, Outdir: "built",
	}
	page := common
	page.EntryPoints = []string{"npm/src/playground.js", "npm/src/style.css"}
	page.Format, page.Splitting, page.ChunkNames = api.FormatESModule, true, "chunk-[hash]"
	page.Plugins = []api.Plugin{withoutStyles}
	workers := common
	workers.EntryPoints = []string{"npm/src/editor.worker.js", "npm/src/json.worker.js", "npm/src/graphql.worker.js"}
	workers.Format = api.FormatIIFE
	var files []api.OutputFile
	for _, options := range []api.BuildOptions{page, workers} {
		result := api.Build(options)
		if len(result.Errors) > 0 {
			return errors.New("the build failed")
		}
		files = append(files, result.OutputFiles...)
	}
	return replace("built", files)
}

// withoutStyles leaves out the styles that scripts of the editor import: style.css has them all.
var withoutStyles = api.Plugin{Name: "without styles", Setup: func(build api.PluginBuild) {
	build.OnLoad(api.OnLoadOptions{Filter: `monaco-editor.esm.*\.css$`}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		return api.OnLoadResult{Contents: new(string), Loader: api.LoaderEmpty}, nil
	})
}}

// install installs the packages of the folder npm, unless those that its lock file names are there.
func install() error {
	const mark = "npm/node_modules/.installed"
	lock, err := os.ReadFile("npm/package-lock.json")
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	if done, err := os.ReadFile(mark); err == nil && bytes.Equal(done, lock) {
		return nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") //nolint:noctx // a generator is stopped with its process
	npm.Dir, npm.Stdout, npm.Stderr = "npm", os.Stderr, os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm ci: %w", err)
	}
	if err := os.WriteFile(mark, lock, 0o600); err != nil { //nolint:gosec // the path is a constant; what is written is data
		return fmt.Errorf("mark as installed: %w", err)
	}
	return nil
}

// replace writes files, compressed, into dir, in place of all that was there but its README.
func replace(dir string, files []api.OutputFile) error {
	old, err := filepath.Glob(filepath.Join(dir, "*.gz"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := write(filepath.Join(dir, filepath.Base(f.Path)+".gz"), f.Contents); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, content []byte) error {
	var b strings.Builder
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(b.String()), 0o644) //nolint:gosec // to be read by whoever builds
}
