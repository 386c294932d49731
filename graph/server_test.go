package graph_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/graph/generated"
)

// TestMistakes asks what clients should not, and compares what they read.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`{ step(number: 9) { id } }`:                                            `"step":null`,
		`{ step { id } }`:                                                       "BAD_USER_INPUT",
		`{ step(number: 1, id: "prepare") { id } }`:                             "exactly one of them",
		`{ node(id: "role:nobody") { id } }`:                                    `"node":null`,
		`{ node(id: "nobody:technical") { id } }`:                               `"node":null`,
		`{ resources(first: 101) { totalCount } }`:                              "LIMIT_EXCEEDED",
		`{ resources(first: -1) { totalCount } }`:                               "not at least 0",
		`{ resources { facets { topics(first: -1) { value } } } }`:              "not at least 0",
		`{ resources { facets { providers(first: 101) { value } } } }`:          "LIMIT_EXCEEDED",
		`{ resources(first: 1, last: 1) { totalCount } }`:                       "not both",
		`{ resources(after: "nonsense") { totalCount } }`:                       "not a cursor",
		`{ topics(after: "nonsense") { totalCount } }`:                          "not a cursor",
		`{ resources(orderBy: RELEVANCE) { totalCount } }`:                      "needs a search",
		`{ resources(filter: {topics: ["kubernets"]}) { totalCount } }`:         `filter.topics[0]: no topic \"kubernets\" (did you mean \"kubernetes\"?)`,
		`{ resources(filter: {steps: ["7"]}) { totalCount } }`:                  `filter.steps[0]: no step \"7\"`,
		`{ questions(filter: {helpedBy: ["x"]}) { totalCount } }`:               `filter.helpedBy[0]`,
		`{ plannedResources(step: "prepar") { totalCount } }`:                   `did you mean \"prepare\"?`,
		`{ learningPath(profile: {roles: ["technicl"]}) { fingerprint } }`:      `did you mean \"technical\"?`,
		`{ learningPath(profile: {roles: [], kinds: [FILM]}) { fingerprint } }`: "GRAPHQL_VALIDATION_FAILED",
	} {
		if got := string(reply(t, graph.Example{Query: query})); !strings.Contains(compact(t, got), want) {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

func compact(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestIdentifiers asks for every kind of node by its global identifier and compares it with what an edge gave.
func TestIdentifiers(t *testing.T) {
	t.Parallel()
	found := string(reply(t, graph.Example{Query: `{
		steps { id objectives { id } sections { id questions { id respondents { id } } } plannedResources { id } supportServices { id } articles { id } }
		roles { id } resources(first: 100) { nodes { id } } topics(first: 100) { nodes { id } } guides(first: 100) { nodes { id } }
		supportRules { id } facts { id } glossary { nodes { id } }
	}`}))
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(found) {
		if id := strings.Trim(word, `",`); strings.Contains(id, ":") && !strings.HasSuffix(id, ":") {
			if seen[id] {
				continue
			}
			seen[id] = true
			kind, _, _ := strings.Cut(id, ":")
			seen[kind] = true
			if got := compact(t, string(reply(t, graph.Example{Query: `{ node(id: "` + id + `") { id } }`}))); !strings.Contains(got, `"id":"`+id+`"`) {
				t.Errorf("node %s: %s", id, got)
			}
		}
	}
	for _, kind := range []string{
		"step", "role", "objective", "resource", "planned-resource", "topic", "section", "question", "respondent", "guide",
		"service", "rule", "fact", "article", "term",
	} {
		if !seen[kind] {
			t.Errorf("no node of kind %s was asked for", kind)
		}
	}
}

// TestPages reads the lists page by page, forward and backward, and compares both with the whole.
func TestPages(t *testing.T) {
	t.Parallel()
	type page struct {
		Nodes    []struct{ ID string }
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       string
		}
		TotalCount int
	}
	read := func(list, args string) page {
		var a struct {
			Data   map[string]page
			Errors []any
		}
		query := "{ " + list + "(" + args + ") { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
		if err := json.Unmarshal(reply(t, graph.Example{Query: query}), &a); err != nil || a.Errors != nil {
			t.Fatal(query, err, a.Errors)
		}
		return a.Data[list]
	}
	for _, list := range []string{"resources", "questions", "topics", "articles", "glossary", "plannedResources", "guides"} {
		whole := read(list, "first: 100")
		if whole.TotalCount != len(whole.Nodes) || whole.PageInfo.HasNextPage || whole.PageInfo.HasPreviousPage {
			t.Errorf("%s: %d of %d on a page that should be whole", list, len(whole.Nodes), whole.TotalCount)
		}
		var forward, backward []struct{ ID string }
		p := read(list, "first: 7")
		for forward = p.Nodes; p.PageInfo.HasNextPage; forward = append(forward, p.Nodes...) {
			p = read(list, `first: 7, after: "`+p.PageInfo.EndCursor+`"`)
		}
		p = read(list, "last: 7")
		for backward = p.Nodes; p.PageInfo.HasPreviousPage; backward = append(p.Nodes, backward...) {
			p = read(list, `last: 7, before: "`+p.PageInfo.StartCursor+`"`)
		}
		if diff := cmp.Diff(whole.Nodes, forward); diff != "" {
			t.Errorf("%s forward (-want +got):\n%s", list, diff)
		}
		if diff := cmp.Diff(whole.Nodes, backward); diff != "" {
			t.Errorf("%s backward (-want +got):\n%s", list, diff)
		}
	}
}

// TestDescribed reads the schema: everything in it says what it is.
func TestDescribed(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	missing := func(description string, of ...string) {
		if description == "" {
			t.Errorf("%s has no description", strings.Join(of, "."))
		}
	}
	for name, def := range schema.Types {
		if def.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		missing(def.Description, name)
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			missing(f.Description, name, f.Name)
			for _, a := range f.Arguments {
				missing(a.Description, name, f.Name, a.Name)
			}
		}
		for _, v := range def.EnumValues {
			missing(v.Description, name, v.Name)
		}
	}
}

// TestListsAreBounded reads the schema: every list with pages has the arguments of Relay, and its type its fields.
func TestListsAreBounded(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for name, def := range schema.Types {
		for _, f := range def.Fields {
			if strings.HasSuffix(f.Type.Name(), "Connection") && (f.Arguments.ForName("first") == nil || f.Arguments.ForName("after") == nil) {
				t.Errorf("%s.%s returns pages and takes no first and after", name, f.Name)
			}
		}
		if def.Kind == ast.Object && strings.HasSuffix(name, "Connection") {
			for _, field := range []string{"edges", "nodes", "pageInfo", "totalCount"} {
				if def.Fields.ForName(field) == nil {
					t.Errorf("%s has no %s", name, field)
				}
			}
		}
	}
}

// TestGenerated makes the generated code again in a copy, without a network, and compares.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("generating takes some seconds")
	}
	t.Parallel()
	root, copied := "..", t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "gqlgen.yml", "graph", "internal", "content"} { // what the schema is bound to
		err := filepath.WalkDir(filepath.Join(root, name), func(file string, d fs.DirEntry, err error) error {
			to := filepath.Join(copied, strings.TrimPrefix(file, root))
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "node_modules":
				return filepath.SkipDir
			case d.IsDir():
				return os.Mkdir(to, 0o755)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(to, text, 0o600)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "tool", "gqlgen", "generate")
	cmd.Dir, cmd.Env = copied, append(os.Environ(), "GOPROXY=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, folder := range []string{"graph", "graph/generated", "graph/model"} {
		made, err := filepath.Glob(filepath.Join(copied, folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range made {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(root, folder, filepath.Base(file)))
			if err != nil {
				t.Error(err)
				continue
			}
			if !bytes.Equal(want, got) {
				t.Errorf("%s/%s is not what the schema makes: run go generate ./...", folder, filepath.Base(file))
			}
		}
	}
}

// FuzzQuery sends any text as a query and any text as the argument of the fields that take one: there is always an
// answer, and an error is one that clients may read.
func FuzzQuery(f *testing.F) {
	for _, e := range graph.Examples() {
		f.Add(e.Query, "kubernetes")
	}
	r := &graph.Resolver{Current: current}
	f.Fuzz(func(t *testing.T, query, text string) {
		check := func(query string, variables map[string]any) {
			response := graph.Answer(t.Context(), r, slog.New(slog.DiscardHandler), query, variables)
			for _, err := range response.Errors {
				if code := err.Extensions["code"]; code == nil || code == graph.Internal {
					t.Errorf("%s: %v %v", query, code, err)
				}
			}
		}
		check(query, nil)
		check(`query($t: String!, $id: ID!) {
			search(text: $t) { nodes { id } }
			resources(search: $t, after: $t) { nodes { id } }
			topics(before: $t) { nodes { id } }
			node(id: $id) { id } resource(id: $id) { id } step(id: $id) { id }
			learningPath(profile: {roles: [$id], from: $id, languages: [$t]}) { next { position } }
		}`, map[string]any{"t": text, "id": text})
	})
}
