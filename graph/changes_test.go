package graph_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// withTombstones is the embedded catalogue with things that were removed.
func withTombstones(t *testing.T) graph.Source {
	t.Helper()
	draft, problems := authoring.Read(content.FS, "content")
	draft.Removed = []catalog.RemovedDraft{
		{Type: catalog.TypeResource, ID: "old", Successor: "gitops-tutoriel", Why: catalog.Text{"fr": "Réécrit", "en": "Rewritten"}},
		{Type: catalog.TypePlanned, ID: "announced", Successor: "gitops-tutoriel"},
		{Type: catalog.TypeTopic, ID: "lost"},
	}
	if catalog.HasErrors(problems) {
		t.Fatal(problems)
	}
	s := opened(t, draft)
	s.LoadedAt, s.From = time.Unix(0, 0), "registry"
	return s
}

// answered returns the data of an answer, or its first error, as one line.
func answered(t *testing.T, s graph.Source, query string) string {
	t.Helper()
	answer := graph.Answer(t.Context(), &graph.Resolver{Current: func() graph.Source { return s }}, slog.New(slog.DiscardHandler), query, nil)
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Message
	}
	return string(answer.Data)
}

func TestChanges(t *testing.T) {
	t.Parallel()
	s := withTombstones(t)
	ref := func(kind catalog.Type, id string) catalog.Ref { return catalog.Ref{Type: kind, ID: id} }
	s.Changes = func(since string) ([]catalog.Change, bool) {
		return []catalog.Change{
			{Kind: catalog.ChangeChanged, Thing: ref(catalog.TypeCatalog, ""), Fields: []string{"title.fr"}},
			{Kind: catalog.ChangeAdded, Thing: ref(catalog.TypeResource, "gitops-tutoriel")},
			{Kind: catalog.ChangeSuperseded, Thing: ref(catalog.TypeResource, "old"), Successor: ref(catalog.TypeResource, "gitops-tutoriel")},
			{Kind: catalog.ChangeChanged, Thing: ref(catalog.TypeRole, "technical"), Fields: []string{"title.en", "title.fr"}},
			{Kind: catalog.ChangeMoved, Thing: ref(catalog.TypeRole, "technical"), Fields: []string{"order"}},
			{Kind: catalog.ChangeRemoved, Thing: ref(catalog.TypeTopic, "lost")},
		}, since == "before"
	}
	revision := s.Store.Catalog().Revision
	for query, want := range map[string]string{
		`{changes(since:"before"){nodes{kind type id fields node{id} successor{id}}}}`: `{"changes":{"nodes":[` +
			`{"kind":"CHANGED","type":"catalog","id":"catalog:","fields":["title.fr"],"node":null,"successor":null},` +
			`{"kind":"ADDED","type":"resource","id":"resource:gitops-tutoriel","fields":[],"node":{"id":"resource:gitops-tutoriel"},"successor":null},` +
			`{"kind":"SUPERSEDED","type":"resource","id":"resource:old","fields":[],"node":null,"successor":{"id":"resource:gitops-tutoriel"}},` +
			`{"kind":"CHANGED","type":"role","id":"role:technical","fields":["title.en","title.fr"],"node":{"id":"role:technical"},"successor":null},` +
			`{"kind":"MOVED","type":"role","id":"role:technical","fields":["order"],"node":{"id":"role:technical"},"successor":null},` +
			`{"kind":"REMOVED","type":"topic","id":"topic:lost","fields":[],"node":null,"successor":null}]}}`,
		`{changes(since:"` + revision + `"){revision totalCount nodes{id}}}`:                                                `{"changes":{"revision":"` + revision + `","totalCount":0,"nodes":[]}}`,
		`{changes(since:"long ago"){revision}}`:                                                                             `{"changes":null}`,
		`{changes(since:"long ago" first:1 last:1){revision}}`:                                                              `first, last: give one of them, not both`,
		`{changes(since:"before" after:"x"){revision}}`:                                                                     `after: not a cursor of this list; use one that a page of it gave`,
		`{removed(id:"resource:old"){id successor{id} why}}`:                                                                `{"removed":{"id":"resource:old","successor":{"id":"resource:gitops-tutoriel"},"why":"Réécrit"}}`,
		`{removed(id:"topic:lost"){successor{id} why}}`:                                                                     `{"removed":{"successor":null,"why":null}}`,
		`{removed(id:"resource:gitops-tutoriel"){id}}`:                                                                      `{"removed":null}`,
		`{removed(id:"resource"){id}}`:                                                                                      `{"removed":null}`,
		`{resource(id:"old"){slug} node(id:"planned-resource:announced"){id} nodes(ids:["topic:lost","resource:old"]){id}}`: `{"resource":{"slug":"gitops-tutoriel"},"node":{"id":"resource:gitops-tutoriel"},"nodes":[null,{"id":"resource:gitops-tutoriel"}]}`,
	} {
		if got := answered(t, s, query); got != want {
			t.Errorf("%s:\n%s, want\n%s", query, got, want)
		}
	}
	// a page at a time, nothing is told twice and nothing is left out
	var ids []string
	after := ""
	for range 10 {
		var page struct {
			Changes struct {
				Nodes    []struct{ ID, Kind string }
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		if err := json.Unmarshal([]byte(answered(t, s, `{changes(since:"before" first:1`+after+`){nodes{id kind} pageInfo{hasNextPage endCursor}}}`)), &page); err != nil {
			t.Fatal(err)
		}
		for _, n := range page.Changes.Nodes {
			ids = append(ids, n.ID+" "+n.Kind)
		}
		after = ` after:"` + page.Changes.PageInfo.EndCursor + `"`
		if !page.Changes.PageInfo.HasNextPage {
			break
		}
	}
	if diff := cmp.Diff("catalog: CHANGED,resource:gitops-tutoriel ADDED,resource:old SUPERSEDED,role:technical CHANGED,role:technical MOVED,topic:lost REMOVED", strings.Join(ids, ",")); diff != "" {
		t.Errorf("pages mismatch (-want +got):\n%s", diff)
	}
}

func TestFollowing(t *testing.T) {
	t.Parallel()
	s := withTombstones(t)
	const query = `{catalog{following{state digest publishedAt commit since checkedAt agreedAt failures}}}`
	if got, want := answered(t, s, query), `{"catalog":{"following":null}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f := graph.Following{State: "UNREACHABLE", Digest: "sha256:1", PublishedAt: at, Since: at, Checked: at, Failures: 3}
	s.Following = func() graph.Following { return f }
	want := `{"catalog":{"following":{"state":"UNREACHABLE","digest":"sha256:1","publishedAt":"2026-01-02T03:04:05Z","commit":null,` +
		`"since":"2026-01-02T03:04:05Z","checkedAt":"2026-01-02T03:04:05Z","agreedAt":null,"failures":3}}}`
	if diff := cmp.Diff(want, answered(t, s, query)); diff != "" {
		t.Errorf("following mismatch (-want +got):\n%s", diff)
	}
	f.Commit, f.Agreed = "abc", at
	if got, want := answered(t, s, `{catalog{following{commit agreedAt}}}`), `{"catalog":{"following":{"commit":"abc","agreedAt":"2026-01-02T03:04:05Z"}}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
