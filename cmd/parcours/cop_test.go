package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestCop makes the requests of graphql-cop, a tool that looks for weaknesses of GraphQL servers. Two of its twelve checks
// want what we refuse to do: GET, which caches need, and introspection, which every portal needs of an open schema.
func TestCop(t *testing.T) {
	h := embedded(t)
	var aliases strings.Builder
	for i := range 101 {
		fmt.Fprintf(&aliases, "alias%d:__typename ", i)
	}
	for name, tc := range map[string]struct {
		method, kind, accept, body string // body: what a POST sends, or the query of a GET
		answered                   bool
		without                    string
	}{
		"alias overloading":      {"POST", "application/json", "", query("query cop{" + aliases.String() + "}"), false, ""},
		"array-based batching":   {"POST", "application/json", "", "[" + strings.Repeat(query("query cop{__typename}")+",", 9) + query("query cop{__typename}") + "]", false, ""},
		"directive overloading":  {"POST", "application/json", "", query("query cop{__typename " + strings.Repeat("@aa", 10) + "}"), false, ""},
		"field suggestions":      {"POST", "application/json", "", query("query cop{__schema{directive}}"), false, "Did you mean"},
		"GraphiQL":               {"GET", "", "text/html", "query=", false, "<"},
		"GET query":              {"GET", "", "", "query=" + url.QueryEscape("query cop{__typename}"), true, ""},
		"introspection":          {"POST", "application/json", "", query("query cop{__schema{types{name fields{name}}}}"), true, ""},
		"circular introspection": {"POST", "application/json", "", query("query cop{__schema{types{" + strings.Repeat("fields{type{", 4) + "name" + strings.Repeat("}}", 4) + "}}}"), false, ""},
		"GET mutation":           {"GET", "", "", "query=" + url.QueryEscape("mutation cop{__typename}"), false, ""},
		"urlencoded POST":        {"POST", "application/x-www-form-urlencoded", "", "query=" + url.QueryEscape("query cop{__typename}"), false, ""},
		"tracing":                {"POST", "application/json", "", query("query cop{__typename}"), true, "tracing"},
		"unhandled errors":       {"POST", "application/json", "", query("qwerty cop{abc}"), false, "exception"},
	} {
		target, body := "/graphql", tc.body
		if tc.method == http.MethodGet {
			target, body = "/graphql?"+tc.body, ""
		}
		r := httptest.NewRequest(tc.method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", tc.kind)
		r.Header.Set("Accept", tc.accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var answer struct {
			Data   any
			Errors []struct{ Extensions map[string]any }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Errorf("%s: %v: %s", name, err, w.Body)
		}
		if (answer.Data != nil) != tc.answered || tc.without != "" && strings.Contains(w.Body.String(), tc.without) {
			t.Errorf("%s: %d %.300s", name, w.Code, w.Body)
		}
		if name == "directive overloading" && len(answer.Errors) == 10 {
			t.Errorf("%s: one error for each", name)
		}
		for _, e := range answer.Errors {
			if e.Extensions["code"] == nil {
				t.Errorf("%s: an error without a code: %s", name, w.Body)
			}
		}
	}
}

// query returns the body that asks a query.
func query(text string) string {
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		panic(err) // a text is JSON
	}
	return string(body)
}
