package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// writeContent writes a small content folder, each text of which says its number, and returns it.
func writeContent(t *testing.T, n int) folders {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"catalog.yaml": fmt.Sprintf("title: {fr: Essai %[1]d, en: Trial %[1]d}\nlanguages: [fr, en]\n", n)}
	for i := range 3 {
		files[fmt.Sprintf("steps/s%d.md", i+1)] = fmt.Sprintf("---\nnumber: %[1]d\ntitle: {fr: Étape %[2]d, en: Step %[2]d}\nmaturityQuestion: {fr: Q %[2]d, en: Q %[2]d}\n---\n", i+1, n)
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return folders{folderName(dir)}
}

// TestSoak has clients ask all kinds of things for as long as PARCOURS_SOAK says, while another content takes the place of the
// one before every five seconds. No answer is an error, none mixes two contents, and the memory does not grow.
func TestSoak(t *testing.T) {
	long, err := time.ParseDuration(os.Getenv("PARCOURS_SOAK"))
	if err != nil {
		t.Skip("PARCOURS_SOAK does not say how long, as 60s does")
	}
	flags := serving(t, "--answer-cache", "4194304", "--max-document-cache", "4194304", "--persisted-queries", "1048576", "--drain-time", "100ms")
	log := slog.New(slog.DiscardHandler)
	now := &current{log: log, keep: flags.Caches.Answers}
	var titles sync.Map // by revision: the number of the content
	serve := func(n int) {
		l, err := load(t.Context(), writeContent(t, n), io.Discard)
		if err != nil {
			t.Error(err)
			return
		}
		titles.Store(l.c.Revision, strconv.Itoa(n))
		now.serve(t.Context(), l)
	}
	serve(0)
	h, err := flags.handler(now, log)
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, l) }()

	at := "http://" + l.Addr().String() + "/graphql"
	loading, enough := context.WithTimeout(t.Context(), long)
	defer enough()
	asking := context.WithoutCancel(loading) // what was asked is answered
	var clients sync.WaitGroup
	var answered, unchanged atomic.Int64
	for c := range 4 {
		clients.Go(func() {
			client := soaking{
				client: &http.Client{Transport: &http.Transport{DisableKeepAlives: c == 3}, Timeout: 30 * time.Second},
				at:     at, number: c, titles: &titles, etags: map[string]string{}, unchanged: &unchanged,
			}
			defer client.client.CloseIdleConnections()
			for i := 0; loading.Err() == nil && !t.Failed(); i++ {
				time.Sleep(time.Millisecond) // others use this machine too
				if err := client.ask(asking, i); err != nil {
					t.Error(err)
				}
				answered.Add(1)
			}
		})
	}
	var kept []rest // after each content
	for n := 1; loading.Err() == nil; n++ {
		select {
		case <-loading.Done():
		case <-time.After(5 * time.Second):
			serve(n)
			kept = append(kept, resting(t))
		}
	}
	clients.Wait()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := now.close(); err != nil {
		t.Error(err)
	}
	t.Logf("%d answers, %d of them 304, from %d contents", answered.Load(), unchanged.Load(), len(kept)+1)
	grows(t, kept)
}

// grows fails if more memory is used at the end than when as many contents were open as ever are: one that was replaced is
// closed after some time.
func grows(t *testing.T, kept []rest) {
	t.Helper()
	warm := int(grace/(5*time.Second)) + 2
	if len(kept) < warm+2 {
		t.Logf("too short to say whether memory grows: %v", kept)
		return
	}
	most := func(of []rest) uint64 {
		return slices.MaxFunc(of, func(a, b rest) int { return int(a.heap>>10) - int(b.heap>>10) }).heap >> 10
	}
	middle := (warm + len(kept)) / 2
	first, last := most(kept[warm:middle]), most(kept[middle:])
	var course []uint64
	for part := range slices.Chunk(kept, max(1, len(kept)/12)) {
		course = append(course, most(part))
	}
	t.Logf("heap at most %d KB in the first half, %d KB in the second, in its course %d; %d and %d goroutines",
		first, last, course, kept[warm].goroutines, kept[len(kept)-1].goroutines)
	if last > first+first/4+1024 {
		t.Error("memory grows")
	}
}

// soaking is a client that checks each answer.
type soaking struct {
	client    *http.Client
	at        string
	number    int
	titles    *sync.Map
	etags     map[string]string // of what it was answered last, by question
	unchanged *atomic.Int64
}

// ask sends the i-th request.
func (s *soaking) ask(ctx context.Context, i int) error {
	const same = `catalog{revision title} steps{title maturityQuestion}`
	queries := []string{
		"{" + same + "}",
		fmt.Sprintf("query Q%d_%d{%s}", s.number, i, same), // new each time
		`query($p:ProfileInput!){` + same + ` learningPath(profile:$p){stages{step{title}} next{resource{title}}}}`,
		`{` + same + ` search(text:"etape",first:3){edges{title node{id}}}}`,
		`{` + same + ` __schema{queryType{name}}}`,
	}
	query := queries[i%len(queries)]
	language := []string{"fr", "en"}[i/len(queries)%2]
	var r *http.Request
	var err error
	personal := strings.Contains(query, "ProfileInput")
	if i%3 > 0 && !personal {
		r, err = http.NewRequestWithContext(ctx, http.MethodGet, s.at+"?query="+url.QueryEscape(query), http.NoBody)
	} else {
		r, err = http.NewRequestWithContext(ctx, http.MethodPost, s.at, strings.NewReader(withVariables(query, map[string]any{"p": map[string]any{"roles": []any{}}})))
	}
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", language)
	question := query + language
	if etag := s.etags[question]; etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	res, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotModified {
		s.unchanged.Add(1)
		return nil
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if i%len(queries) != 1 {
		s.etags[question] = res.Header.Get("ETag")
	}
	var answer struct {
		Errors any
		Data   struct {
			Catalog struct{ Revision, Title string }
			Steps   []struct{ Title, MaturityQuestion string }
			Search  struct{ Edges []struct{ Title string } }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Errors != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d %.300s %w", query, res.StatusCode, body, err)
	}
	number, known := s.titles.Load(answer.Data.Catalog.Revision)
	said := []string{answer.Data.Catalog.Title}
	for _, step := range answer.Data.Steps {
		said = append(said, step.Title, step.MaturityQuestion)
	}
	for _, e := range answer.Data.Search.Edges {
		said = append(said, e.Title)
	}
	if len(said) < 7 || strings.Contains(query, "search") && len(said) < 10 {
		return fmt.Errorf("%s: %s holds less than it should", query, body)
	}
	for _, text := range said {
		if _, n, _ := strings.Cut(text, " "); !known || n != number {
			return fmt.Errorf("revision %s is content %v, and the answer says %q: %s", answer.Data.Catalog.Revision, number, text, body)
		}
	}
	return nil
}

// withVariables returns the body that asks a query with variables.
func withVariables(query string, variables map[string]any) string {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err) // it is JSON
	}
	return string(body)
}
