package httpapi

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// gate lets so many in at a time; a few more may wait a moment.
type gate struct {
	places   chan struct{}
	waiting  atomic.Int64
	queue    int64
	patience time.Duration
}

func newGate(places, queue int, patience time.Duration) *gate {
	return &gate{places: make(chan struct{}, places), queue: int64(queue), patience: patience}
}

// enter reports whether the caller may go on, and then must leave.
func (g *gate) enter(ctx context.Context) bool {
	select {
	case g.places <- struct{}{}:
		return true
	default:
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		return false
	}
	defer g.waiting.Add(-1)
	patience := time.NewTimer(g.patience)
	defer patience.Stop()
	select {
	case g.places <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

func (g *gate) leave() { <-g.places }

// pace keeps each client to so many requests a second.
type pace struct {
	each    rate.Limit
	burst   int
	proxies []netip.Prefix
	clients *bounded.Map[netip.Addr, *rate.Limiter]
}

func newPace(each float64, burst int, proxies []netip.Prefix) *pace {
	return &pace{each: rate.Limit(each), burst: max(burst, 1), proxies: proxies, clients: bounded.New[netip.Addr, *rate.Limiter](8 << 20)}
}

// allow reports whether a request comes at its client's pace. Without a rate, each does.
func (p *pace) allow(r *http.Request) bool {
	if p.each <= 0 {
		return true
	}
	client := p.client(r)
	limiter, known := p.clients.Get(client)
	if !known {
		limiter = rate.NewLimiter(p.each, p.burst)
		p.clients.Put(client, limiter, 128)
		if first, ok := p.clients.Get(client); ok {
			limiter = first // of another request at the same time
		}
	}
	return limiter.Allow()
}

// client returns the address that a request comes from: the last that is not one of our proxies. Of IPv6 it is the network,
// since a client has a whole one.
func (p *pace) client(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := from.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0 && p.ours(client); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap()
	}
	if client.Is6() {
		if network, err := client.WithZone("").Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return client
}

func (p *pace) ours(a netip.Addr) bool {
	for _, proxy := range p.proxies {
		if proxy.Contains(a) {
			return true
		}
	}
	return false
}
