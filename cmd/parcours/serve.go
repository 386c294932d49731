package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
	"github.com/cloud-pi-native/parcours/internal/otlp"
	"github.com/cloud-pi-native/parcours/internal/page"
)

type serveCmd struct {
	contentFlags

	Catalogue string `env:"PARCOURS_CATALOGUE" type:"existingfile" placeholder:"FILE" help:"What build wrote; a folder takes precedence."`
	Addr      string `env:"PARCOURS_ADDR" default:"127.0.0.1:8080" help:"Where to listen."`
	AdminAddr string `env:"PARCOURS_ADMIN_ADDR" help:"Where to answer /metrics and profiles, for operators only; nowhere without it."`

	TrustedDocuments string `env:"PARCOURS_TRUSTED_DOCUMENTS" type:"existingfile" help:"Manifest of documents that may be asked for by their hash."`
	TrustedOnly      bool   `env:"PARCOURS_TRUSTED_ONLY" help:"Answer no other documents."`

	Watch bool `env:"PARCOURS_WATCH" help:"Serve what the folders of content become, as long as it has no errors."`

	Operations []string `env:"PARCOURS_OPERATIONS" help:"Names of operations that metrics show besides those of trusted documents and examples."`

	EmbedOrigins []string `env:"PARCOURS_EMBED_ORIGINS" placeholder:"ORIGIN" help:"Whose pages may frame ours and read answers, as https://intranet.example.org or https://*.example.org; any without it."`
	URLMap       string   `name:"url-map" env:"PARCOURS_URL_MAP" type:"existingfile" placeholder:"FILE" help:"What the readers' network reaches by mirrors, or not at all."`
	PublicURL    string   `name:"public-url" env:"PARCOURS_PUBLIC_URL" placeholder:"URL" help:"Address that readers reach the pages at; that of each request without it."`

	Follow followFlags  `embed:"" group:"A registry, which takes precedence over a folder and a file:"`
	Limits queryLimits  `embed:"" prefix:"max-" envprefix:"PARCOURS_MAX_" group:"Limits of one query:"`
	Server serverLimits `embed:"" envprefix:"PARCOURS_" group:"Limits of the server:"`
	Caches caches       `embed:"" envprefix:"PARCOURS_" group:"Caches:"`
}

// Run serves until it is told to stop, then lets the requests under way end.
func (s serveCmd) Run(stdout stdout, stderr stderr) (err error) {
	ctx, stop := untilStopped()
	defer stop()
	log := slog.New(slog.NewTextHandler(stderr, nil))
	links, err := readLinks(s.URLMap, stderr)
	if err != nil {
		return err
	}
	now := &current{log: log, keep: share(s.Caches.Answers), links: links}
	defer func() { err = errors.Join(err, now.close()) }()
	keeper, err := s.begin(ctx, now, log, stderr)
	if err != nil {
		return err
	}
	config, err := s.config(now, log)
	if err != nil {
		return err
	}
	if err := tell(&config, keeper); err != nil {
		return err
	}
	listener, err := listen(ctx, s.Addr)
	if err != nil {
		return err
	}
	if err := s.greet(stdout, now, listener.Addr().String()); err != nil {
		return err
	}
	if keeper != nil {
		ended := make(chan struct{})
		ctx, stop := context.WithCancel(ctx)
		defer func() { stop(); <-ended }()
		go func() {
			keeper.keep(ctx)
			close(ended)
		}()
	}
	tracer, flush, err := otlp.Start(ctx, "parcours", os.Getenv, log)
	if err != nil {
		return err
	}
	if flush != nil {
		config.Tracer = tracer
		defer func() { err = errors.Join(err, flush(context.WithoutCancel(ctx))) }()
	}
	h := httpapi.New(config)
	admin, err := s.administer(ctx, h)
	if err != nil {
		return err
	}
	defer admin()
	if err := h.Serve(ctx, listener); err != nil {
		return err
	}
	log.LogAttrs(ctx, slog.LevelInfo, "stopped")
	return nil
}

// administer answers operators until the function that it returns is called.
func (s serveCmd) administer(ctx context.Context, h *httpapi.Handler) (stop func(), err error) {
	if s.AdminAddr == "" {
		return func() {}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", s.AdminAddr)
	if err != nil {
		return nil, fmt.Errorf("--admin-addr: %w", err)
	}
	server := &http.Server{Handler: h.Admin(), ReadHeaderTimeout: s.Server.HeaderTime}
	ended := make(chan struct{})
	go func() {
		_ = server.Serve(l) // ends with the listener
		close(ended)
	}()
	return func() {
		_ = server.Close() // nothing here has to be finished
		<-ended
	}, nil
}

// keeper keeps what is served up with where it comes from.
type keeper interface {
	keep(ctx context.Context)         // until ctx ends
	configure(config *httpapi.Config) // says how that goes, and what POST /-/reload does
}

// begin lets now serve the catalogue that the flags name. What is to keep it up with the folders, or to bring it from a
// registry, is returned; nil where nothing is.
func (s serveCmd) begin(ctx context.Context, now *current, log *slog.Logger, stderr stderr) (keeper, error) {
	var l loaded
	var err error
	switch {
	case s.Watch && s.Follow.From != "":
		return nil, errors.New("--watch: goes with folders of content, --from with a registry: take one of them out")
	case s.Watch:
		w, err := newWatcher(s.Content, now, log)
		if err != nil {
			return nil, err
		}
		if l, err = load(ctx, s.Content, stderr); err != nil {
			return nil, errors.Join(err, w.events.Close())
		}
		if err := now.publish(ctx, l); err != nil {
			return nil, errors.Join(err, w.events.Close())
		}
		return w, nil
	case s.Follow.From != "":
		f, err := s.Follow.follower(ctx, now, log)
		if err != nil {
			return nil, err
		}
		return followKeeper{f}, nil
	case len(s.Content) == 0 && s.Catalogue != "":
		l, err = openFile(ctx, s.Catalogue)
	default:
		l, err = load(ctx, s.Content, stderr)
	}
	if err != nil {
		return nil, err
	}
	if err := now.publish(ctx, l); err != nil {
		return nil, err
	}
	return nil, nil //nolint:nilnil // it stays as it is
}

// handler serves the catalogue of the moment.
func (s serveCmd) handler(now *current, log *slog.Logger) (*httpapi.Handler, error) {
	config, err := s.config(now, log)
	if err != nil {
		return nil, err
	}
	return httpapi.New(config), nil
}

// tell adds to a configuration what is to be said of a keeper, which may be nil, and who may nudge it.
func tell(config *httpapi.Config, k keeper) error {
	token := os.Getenv("PARCOURS_RELOAD_TOKEN")
	switch {
	case token != "" && k == nil:
		return errors.New("PARCOURS_RELOAD_TOKEN is set, and there is nothing to reload: it goes with --from or --watch")
	case token != "" && len(token) < 16:
		return errors.New("PARCOURS_RELOAD_TOKEN is too short to be a secret: at least 16 characters")
	case k != nil:
		k.configure(config)
		config.ReloadToken = token
	}
	return nil
}

// config is what serves the catalogue of the moment.
func (s serveCmd) config(now *current, log *slog.Logger) (httpapi.Config, error) {
	limits := s.Limits.limits()
	trusted, err := s.trusted(limits, log)
	if err != nil {
		return httpapi.Config{}, err
	}
	origins, err := page.ParseOrigins(s.EmbedOrigins)
	if err != nil {
		return httpapi.Config{}, fmt.Errorf("--embed-origins: %w", err)
	}
	site, err := page.ParseSite(s.PublicURL)
	if err != nil {
		return httpapi.Config{}, fmt.Errorf("--public-url: %w", err)
	}
	executor := graph.NewServer(now.resolver(), log, limits)
	var known []string
	for _, e := range graph.Examples() {
		known = append(known, graph.Operations(e.Query)...)
	}
	for _, text := range trusted {
		known = append(known, graph.Operations(text)...)
	}
	return httpapi.Config{
		Operations: append(known, s.Operations...), Catalogue: now.catalogue,
		GraphQL: executor, SDL: graph.SDL(), Build: build(), Log: log, Pages: pages(executor, now, origins, site, log), Origins: origins,
		Current: now.snapshot, Private: graph.Private, Telling: graph.Telling, Volatile: graph.Volatile,
		Trusted: trusted, TrustedOnly: s.TrustedOnly, PersistedQueries: share(s.Caches.Queries),
		Fresh: s.Caches.Fresh, Stale: s.Caches.Stale, Limits: s.Server.limits(),
	}, nil
}

// trusted returns the trusted documents. Those that would be refused are said and left in: a manifest may hold documents of
// clients that are gone.
func (s serveCmd) trusted(limits graph.Limits, log *slog.Logger) (httpapi.Trusted, error) {
	if s.TrustedDocuments == "" {
		return nil, nil
	}
	manifest, err := os.ReadFile(s.TrustedDocuments)
	if err != nil {
		return nil, fmt.Errorf("trusted documents: %w", err)
	}
	trusted, err := httpapi.ReadTrusted(manifest)
	if err != nil {
		return nil, fmt.Errorf("trusted documents: %s: %w", s.TrustedDocuments, err)
	}
	for hash, text := range trusted {
		if errs := graph.Check(limits, text); len(errs) > 0 {
			log.LogAttrs(context.Background(), slog.LevelWarn, "trusted document will be refused", slog.String("hash", hash), slog.Any("error", errs))
		}
	}
	return trusted, nil
}

// snapshot returns a catalogue as requests see it, which keeps so many bytes of answers; use keeps it open as long as a context
// lasts.
func snapshot(l loaded, keep int, use func(context.Context)) *httpapi.Snapshot {
	return httpapi.NewSnapshot(l.c.Revision, l.tags(), func(ctx context.Context, r httpapi.Request) context.Context {
		use(ctx)
		ctx = graph.WithRequestID(graph.WithSource(ctx, l.source), r.ID)
		return graph.WithLanguages(ctx, []catalog.Lang{catalog.Lang(r.Language.String())})
	}, keep)
}

// tags returns the languages of the catalogue, the reference language first.
func (l loaded) tags() []language.Tag {
	var tags []language.Tag
	for _, lang := range l.c.Languages {
		tags = append(tags, language.Make(string(lang)))
	}
	return tags
}

// build names the program where its version says what is in it, else this process: another program may answer otherwise.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return rand.Text()
	}
	if v := info.Main.Version; v != "" && v != "(devel)" && !strings.HasSuffix(v, "+dirty") {
		return v
	}
	return rand.Text()
}

// greet says what is served, and which pages to open.
func (s serveCmd) greet(w io.Writer, now *current, addr string) error {
	what := "waits for the first publication of " + s.Follow.From
	if served := now.now.Load(); served != nil {
		c := served.c
		what = fmt.Sprintf("serves %d steps, %d roles, %d resources and %d questions (revision %.12s)",
			len(c.Steps), len(c.Roles), len(c.Resources), len(c.Questions), c.Revision)
	}
	_, err := fmt.Fprintf(w, "Parcours %s.\n\n  http://%[2]s/             what this is\n"+
		"  http://%[2]s/playground   try a query\n  http://%[2]s/graphql      for portals\n", what, addr)
	if err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	return nil
}
