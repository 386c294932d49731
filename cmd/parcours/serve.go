package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

type serveCmd struct {
	Content string `env:"PARCOURS_CONTENT" type:"existingdir" help:"Folder of content; the catalogue in the binary without it."`
	Addr    string `env:"PARCOURS_ADDR" default:"127.0.0.1:8080" help:"Where to listen."`
}

// Run serves until it is told to stop, then lets the requests under way end.
func (s serveCmd) Run(stdout stdout, stderr stderr) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	l, err := load(s.Content, stderr)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("%w: is another server there? choose another --addr", err)
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	server := &http.Server{
		Handler:           handler(l, log),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 8 * time.Second,
		WriteTimeout: 15 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	if err := greet(stdout, l.c, listener.Addr().String()); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	log.LogAttrs(last, slog.LevelInfo, "stopped")
	return nil
}

// handler serves one catalogue.
func handler(l loaded, log *slog.Logger) http.Handler {
	var tags []language.Tag
	for _, lang := range l.c.Languages {
		tags = append(tags, language.Make(string(lang)))
	}
	return httpapi.New(httpapi.Config{
		GraphQL: graph.NewServer(l.resolver(), log), SDL: graph.SDL(), Languages: tags,
		Ready: func() bool { return true },
		Prepare: func(ctx context.Context, r httpapi.Request) context.Context {
			ctx = graph.WithRequestID(graph.WithStore(ctx, l), r.ID)
			return graph.WithLanguages(ctx, []catalog.Lang{catalog.Lang(r.Language.String())})
		},
		Log: log,
	})
}

// greet says what is served, and which pages to open.
func greet(w io.Writer, c *catalog.Catalog, addr string) error {
	_, err := fmt.Fprintf(w, "Parcours serves %d steps, %d roles, %d resources and %d questions (revision %.12s).\n\n"+
		"  http://%[6]s/             what this is\n  http://%[6]s/playground   try a query\n  http://%[6]s/graphql      for portals\n",
		len(c.Steps), len(c.Roles), len(c.Resources), len(c.Questions), c.Revision, addr)
	if err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	return nil
}
