// Package internal_test holds the tests of the repository itself: who may import whom, that packages say what they are
// for.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/cloud-pi-native/parcours/"

// arrows lists what each package may import besides the standard library; internal/README.md says why. Entries are
// folders of this module or prefixes of other modules' paths. A new arrow is a decision to be read in review.
var arrows = map[string][]string{
	"content":            {},
	"internal/bounded":   {},
	"internal/links":     {},
	"internal/otlp":      {"go.opentelemetry.io/otel"},
	"internal/catalog":   {},
	"internal/assess":    {"internal/catalog"},
	"internal/support":   {"internal/catalog"},
	"internal/tailor":    {"internal/catalog", "internal/assess"},
	"internal/authoring": {"internal/catalog", "github.com/goccy/go-yaml", "github.com/yuin/goldmark", "github.com/microcosm-cc/bluemonday"},
	"internal/importer": {
		"internal/authoring", "internal/catalog", "github.com/goccy/go-yaml", "github.com/yuin/goldmark", "golang.org/x/net/html",
		"golang.org/x/text/encoding/charmap", "golang.org/x/text/unicode/norm",
	},
	"graph": {
		"internal/assess", "internal/bounded", "internal/catalog", "internal/store", "internal/support", "internal/tailor", "graph/generated", "graph/model", "graph/view",
		"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2",
	},
	"internal/store":   {"internal/catalog", "modernc.org/sqlite", "github.com/blevesearch/snowballstem", "golang.org/x/text/unicode/norm"},
	"internal/fixture": {"internal/catalog"},
	"internal/mirror":  {"internal/catalog", "github.com/goccy/go-yaml"},
	"internal/registry": {
		"internal/catalog", "oras.land/oras-go/v2", "github.com/opencontainers/go-digest", "github.com/opencontainers/image-spec",
	},
	"internal/registry/registrytest": {},
	"internal/httpapi": {
		"internal/bounded", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2", "github.com/klauspost/compress", "github.com/rs/cors", "golang.org/x/text/language", "golang.org/x/time/rate",
		"github.com/prometheus/client_golang", "go.opentelemetry.io/otel",
	},
	"graph/scalar": {"github.com/99designs/gqlgen"},
	"graph/view": {
		"internal/assess", "internal/catalog", "internal/store", "internal/support", "internal/tailor", "graph/model", "golang.org/x/text/language",
	},
	"internal/page":              {"golang.org/x/text/language"},
	"internal/playground":        {"internal/page", "github.com/vektah/gqlparser/v2", "golang.org/x/text/language"},
	"internal/playground/bundle": {"github.com/evanw/esbuild"},
	"internal/portal":            {"internal/page", "golang.org/x/text/language"},
	"internal/export":            {"internal/catalog", "internal/tailor", "golang.org/x/text/language"},
	"internal/widget":            {"internal/page", "golang.org/x/text/language"},
	"cmd/parcours": {
		"content", "graph", "internal/assess", "internal/authoring", "internal/catalog", "internal/httpapi", "internal/links", "internal/otlp", "internal/registry", "internal/store", "internal/tailor",
		"internal/page", "internal/playground", "internal/portal", "internal/widget", "github.com/99designs/gqlgen/graphql", "github.com/klauspost/compress/gzhttp",
		"internal/export", "internal/importer", "internal/mirror",
		"github.com/alecthomas/kong", "github.com/fsnotify/fsnotify", "github.com/goccy/go-yaml", "github.com/prometheus/client_golang/prometheus", "golang.org/x/crypto/x509roots/fallback", "golang.org/x/term", "golang.org/x/text/language",
	},
}

// generated packages are gqlgen's: their imports are its affair.
var generated = []string{"graph/generated", "graph/model"}

// pure packages leave out everything that blocks, chance and the machine.
var (
	pure      = []string{"internal/catalog", "internal/tailor", "internal/assess", "internal/support", "internal/mirror"}
	impurity  = []string{"context", "database/sql", "io", "io/fs", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec"}
	documents = []string{"internal/README.md", "content/README.md", "README.md"}
)

// source is a Go file that is part of a package, not of its tests.
type source struct {
	folder string
	file   *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || name != ".." && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel("..", filepath.Dir(name))
		all = append(all, source{folder: filepath.ToSlash(relative), file: file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if slices.Contains(generated, s.folder) {
			continue
		}
		allowed, ok := arrows[s.folder]
		if !ok {
			t.Errorf("%s: a package that the table of internal/README.md and this test do not list", s.folder)
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			imported = strings.TrimPrefix(imported, module)
			if slices.Contains(pure, s.folder) && slices.Contains(impurity, imported) {
				t.Errorf("%s is pure and imports %s", s.folder, imported)
			}
			standard := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") && !isOurs(imported)
			if standard || slices.ContainsFunc(allowed, func(a string) bool { return within(imported, a) }) {
				continue
			}
			t.Errorf("%s imports %s: an arrow the table does not list", s.folder, imported)
		}
	}
}

func isOurs(imported string) bool {
	_, err := os.Stat(path.Join("..", imported))
	return err == nil
}

// within reports whether an import is what an entry allows: the same package, or one below a module or a "folder/".
func within(imported, allowed string) bool {
	if isOurs(strings.TrimSuffix(allowed, "/")) {
		return imported == allowed || strings.HasSuffix(allowed, "/") && strings.HasPrefix(imported, allowed)
	}
	return imported == allowed || strings.HasPrefix(imported, allowed+"/")
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, s := range sources(t) {
		said[s.folder] = said[s.folder] || s.file.Doc != nil || slices.Contains(generated, s.folder)
	}
	for folder, ok := range said {
		if !ok {
			t.Errorf("%s: no file has a package comment", folder)
		}
	}
	for _, name := range documents {
		if _, err := os.Stat(path.Join("..", name)); err != nil {
			t.Error(err)
		}
	}
}

// TestDriverModules keeps the C library that SQLite's translation was made with: another one breaks it in silence.
func TestDriverModules(t *testing.T) {
	t.Parallel()
	list := func(arguments ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-m"}, arguments...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	driver, err := os.ReadFile(list("-f", "{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`(?m)^\s*(?:require )?modernc\.org/libc (\S+)`).FindSubmatch(driver)
	if want == nil {
		t.Fatal("the driver's go.mod names no libc")
	}
	if got := list("-f", "{{.Version}}", "modernc.org/libc"); got != string(want[1]) {
		t.Errorf("modernc.org/libc is %s, and modernc.org/sqlite asks for %s", got, want[1])
	}
}

func TestNoReplace(t *testing.T) {
	t.Parallel()
	gomod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(gomod), "\nreplace") {
		t.Error("go.mod has a replace directive")
	}
}
