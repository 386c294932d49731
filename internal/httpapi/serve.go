package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Serve answers on l until ctx ends; then it drains: it says that it is not ready, goes on answering for Limits.DrainTime with
// each connection closed after its answer, takes no new connections, and ends when every connection that it took is answered.
// It returns nil if it stopped in that way. Connections that the kernel holds for l and that were not taken are cut when l is
// the last to listen; where another process has the same socket, they are that one's to answer.
func (h *Handler) Serve(ctx context.Context, l net.Listener) error {
	limited := &limitedListener{Listener: l, limit: int64(h.Connections), open: &h.open, refused: h.metrics.limits.WithLabelValues("connections").Inc}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: h.HeaderTime, ReadTimeout: h.ReadTime, WriteTimeout: h.WriteTime, IdleTimeout: h.IdleTime,
		MaxHeaderBytes: h.Header, ErrorLog: slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn), ConnState: limited.note,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connection{}, c) },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(limited) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	h.draining.Store(true)
	h.Log.LogAttrs(ctx, slog.LevelInfo, "draining")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*h.DrainTime+h.WriteTime)
	defer cancel()
	wait(last, h.DrainTime)
	if err := l.Close(); err != nil { // not yet Shutdown, which drops requests that it reads from now on
		return fmt.Errorf("stop: %w", err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) { // the last that was taken counts from here on
		return fmt.Errorf("serve: %w", err)
	}
	closed := time.Now()
	for last.Err() == nil && (limited.busy.Load() > 0 || h.open.Load() > 0 && time.Since(closed) < h.DrainTime) {
		wait(last, 5*time.Millisecond)
	}
	if err := server.Shutdown(last); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// wait waits so long, or till ctx ends.
func wait(ctx context.Context, long time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(long):
	}
}

// limitedListener answers what comes above the limit with 503 at once, so that nobody waits for connections which others
// keep open.
type limitedListener struct {
	net.Listener
	limit   int64
	open    *atomic.Int64
	busy    atomic.Int64 // connections with a request
	refused func()       // called for each connection above the limit
}

const crowded = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

// Accept returns the next connection within the limit.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.limit <= 0 || l.open.Add(1) <= l.limit {
			return &counted{whole: whole{Conn: c}, open: l.open}, nil
		}
		l.open.Add(-1)
		l.refused()
		_ = c.SetWriteDeadline(time.Now().Add(time.Millisecond)) // into an empty buffer
		_, _ = c.Write([]byte(crowded))
		_ = c.Close()
	}
}

// note counts the connections that have a request under way or have not sent their first.
func (l *limitedListener) note(c net.Conn, state http.ConnState) {
	own, ok := c.(*counted)
	if !ok {
		return
	}
	switch busy := state == http.StateNew || state == http.StateActive; {
	case busy && own.busy.CompareAndSwap(false, true):
		l.busy.Add(1)
	case !busy && own.busy.CompareAndSwap(true, false):
		l.busy.Add(-1)
	}
}

// counted is a connection that counts among the open ones.
type counted struct {
	whole
	open *atomic.Int64
	busy atomic.Bool
	once sync.Once
}

// Close closes the connection, which counts no longer.
func (c *counted) Close() error {
	c.once.Do(func() { c.open.Add(-1) })
	return c.Conn.Close()
}
