package graph_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/handler/transport"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/graph/generated"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type held struct{ of *catalog.Catalog }

func (h held) Catalog() *catalog.Catalog { return h.of }

func TestAnswers(t *testing.T) {
	s := graph.NewServer(&graph.Resolver{Current: func() graph.Store { return held{&catalog.Catalog{}} }}, slog.New(slog.DiscardHandler))
	s.AddTransport(transport.POST{})
	for query, want := range map[string]string{
		"{catalog{counts{steps}}}":       `{"data":{"catalog":{"counts":{"steps":0}}}}`,
		`{step(number:1){id}}`:           `{"data":{"step":null}}`,
		`{step{id}}`:                     `"code":"BAD_USER_INPUT"`,
		`{node(id:\"role:nobody\"){id}}`: `{"data":{"node":null}}`,
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"query":"`+query+`"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %s, want %s", query, w.Body, want)
		}
	}
}

func TestDescribed(t *testing.T) {
	for name, def := range generated.NewExecutableSchema(generated.Config{}).Schema().Types {
		if def.BuiltIn {
			continue
		}
		if def.Description == "" {
			t.Errorf("%s has no description", name)
		}
		for _, f := range def.Fields {
			if f.Description == "" && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("%s.%s has no description", name, f.Name)
			}
		}
	}
}
