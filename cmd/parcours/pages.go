package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/page"
	"github.com/cloud-pi-native/parcours/internal/playground"
	"github.com/cloud-pi-native/parcours/internal/portal"
	"github.com/cloud-pi-native/parcours/internal/widget"
)

// pages returns what a browser opens. Every page asks x, as a portal would.
func pages(x graphql.GraphExecutor, now *current, origins page.Origins, site page.Site, log *slog.Logger) http.Handler {
	ask := asker(x)
	languages := func() []language.Tag { return now.now.Load().tags() }
	all := playground.New(playground.Config{Ask: ask, Schema: graph.Schema(), Examples: shown(), Languages: languages, Log: log})
	maps.Copy(all, portal.New(portal.Config{Ask: ask, Markdown: authoring.Markdown, Languages: languages, Site: site, Log: log}))
	maps.Copy(all, widget.New(widget.Config{Ask: ask, Languages: languages, Origins: origins, Site: site, Log: log}))
	maps.Copy(all, exports(now, site, log))
	mux := http.NewServeMux()
	for pattern, handler := range all {
		mux.Handle(pattern, handler)
	}
	return gzhttp.GzipHandler(mux)
}

// shown returns the queries that the playground begins with.
func shown() []playground.Example {
	var all []playground.Example
	for _, e := range graph.Examples() {
		all = append(all, playground.Example(e))
	}
	return all
}

// asker returns what answers the queries of pages. They pass the limits and the checks that those of anyone pass.
func asker(x graphql.GraphExecutor) page.Ask {
	return func(ctx context.Context, lang, query string, variables map[string]any) (json.RawMessage, error) {
		ctx = graphql.StartOperationTrace(graph.WithLanguages(ctx, []catalog.Lang{catalog.Lang(lang)}))
		var answer *graphql.Response
		operation, errs := x.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
		if errs != nil {
			answer = x.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
		} else {
			next, bound := x.DispatchOperation(ctx, operation)
			answer = next(bound)
		}
		if len(answer.Errors) > 0 {
			first := answer.Errors[0]
			code, _ := first.Extensions["code"].(string)
			return nil, &page.AskError{Code: code, Message: first.Message}
		}
		return answer.Data, nil
	}
}
