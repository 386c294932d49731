// Command clients is a program in Go that asks the server at the URL it is started with, by what genqlient makes of the schema.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

//go:generate go tool genqlient

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("a client of genqlient compiles, and is answered by GET and by POST")
}

func run(ctx context.Context, url string) error {
	byPost, byGet := graphql.NewClient(url, http.DefaultClient), graphql.NewClientUsingGet(url, http.DefaultClient)
	for _, client := range []graphql.Client{byPost, byGet} {
		if err := pages(ctx, client); err != nil {
			return err
		}
	}

	again, err := refetch(ctx, byGet, []string{"step:prepare", "resource:nothing", "role:technical"})
	if err != nil {
		return err
	}
	if len(again.Nodes) != 3 || again.Nodes[0] == nil || again.Nodes[1] != nil && *again.Nodes[1] != nil {
		return fmt.Errorf("nodes: %v", again.Nodes)
	}
	if step, ok := (*again.Nodes[0]).(*refetchNodesStep); !ok || step.Number != 2 {
		return fmt.Errorf("the first node is %#v", *again.Nodes[0])
	}

	catalogue, err := loaded(ctx, byGet)
	if err != nil {
		return err
	}
	if age := time.Since(catalogue.Catalog.LoadedAt); age < 0 || age > time.Hour {
		return fmt.Errorf("the catalogue was loaded %s ago", age)
	}

	team := ProfileInput{Roles: []string{"technical"}, Answers: []AnswerInput{{Question: "containers", Value: AnswerValueNo}}}
	if _, err := path(ctx, byPost, team); err != nil {
		return err
	}
	team.Roles = []string{"nobody"}
	_, err = path(ctx, byPost, team)
	var list gqlerror.List
	if !errors.As(err, &list) || list[0].Extensions["code"] != "BAD_USER_INPUT" {
		return fmt.Errorf("a role that is unknown: %w", err)
	}
	return nil
}

// pages reads every resource, page by page.
func pages(ctx context.Context, client graphql.Client) error {
	seen := map[string]bool{}
	var after *string
	for {
		p, err := page(ctx, client, 20, after)
		if err != nil {
			return err
		}
		for _, n := range p.Resources.Nodes {
			seen[n.Id] = true
		}
		if !p.Resources.PageInfo.HasNextPage {
			if len(seen) != p.Resources.TotalCount || len(seen) < 50 {
				return fmt.Errorf("%d resources on the pages, %d in all", len(seen), p.Resources.TotalCount)
			}
			return nil
		}
		after = p.Resources.PageInfo.EndCursor
	}
}
