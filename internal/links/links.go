// Package links asks whether addresses still open, politely: each once, at a pace a host, by name.
//
// It crawls nothing: it asks for the addresses it is given and where they redirect to, and reads no page. So it does not
// consult robots.txt, which is about crawling; it keeps to a rate and to what Retry-After asks. It refuses to connect to addresses of
// private networks, wherever a name or a redirect leads, unless it is told that it may.
package links

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Link is an address to ask.
type Link struct {
	URL    string
	Within bool // it opens from one network only, which may not be ours
}

// Outcome says what became of a link.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"
	Moved   Outcome = "moved"   // it opens, and says that it stands elsewhere for good
	Broken  Outcome = "broken"  // it does not open
	Unsure  Outcome = "unsure"  // it does not open for us, which says little: a login, a limit
	Skipped Outcome = "skipped" // it opens from another network than ours
)

// Result is what became of a link.
type Result struct {
	URL     string    `json:"url"`
	Outcome Outcome   `json:"outcome"`
	Status  int       `json:"status,omitempty"` // of the last answer
	Reason  string    `json:"reason,omitempty"` // why it is not ok
	To      string    `json:"to,omitempty"`     // where it has moved to
	Checked time.Time `json:"checked"`
}

// Checker asks links. Its fields are not changed once it is in use.
type Checker struct {
	Timeout      time.Duration // of one answer
	Concurrency  int           // requests at a time
	PerHost      time.Duration // between two requests to one host
	Patience     time.Duration // the longest Retry-After that is waited for
	AllowPrivate bool          // connect to private networks, and through the proxy of the environment
	Agent        string        // User-Agent
	Progress     func(done, total int)

	sleep  func(ctx context.Context, d time.Duration) error // nil: really
	public func(at netip.AddrPort) bool                     // nil: what is on the public Internet
}

// maxHops is how many redirects are followed.
const maxHops = 10

// ErrPrivate refuses a connection to a private network.
var ErrPrivate = errors.New("leads into a private network")

// control refuses, once a name is resolved and at each connection anew, what is not on the public Internet.
func (c *Checker) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	allowed := c.public
	if allowed == nil {
		allowed = func(at netip.AddrPort) bool { return public(at.Addr().Unmap()) }
	}
	if !allowed(at) {
		return fmt.Errorf("%s: %w", at.Addr(), ErrPrivate)
	}
	return nil
}

// special are the networks, besides those that [netip.Addr] knows, which are not on the public Internet.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("2002::/16"),
}

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Check returns what became of each link, in their order. It ends early, with the error of ctx, where that ends.
func (c *Checker) Check(ctx context.Context, links []Link) ([]Result, error) {
	dialer := &net.Dialer{Timeout: c.Timeout}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: c.Timeout, DisableKeepAlives: true}
	if c.AllowPrivate {
		transport.Proxy = http.ProxyFromEnvironment
	} else {
		dialer.Control = c.control
	}
	r := &run{Checker: c, next: map[string]time.Time{}, client: &http.Client{
		Transport: transport, Timeout: c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	results := make([]Result, len(links))
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	slots := make(chan struct{}, max(c.Concurrency, 1))
	for i, l := range links {
		wait.Go(func() {
			results[i] = r.check(ctx, l, slots)
			mu.Lock()
			defer mu.Unlock()
			if done++; c.Progress != nil {
				c.Progress(done, len(links))
			}
		})
	}
	wait.Wait()
	return results, ctx.Err()
}

// run is one check of many links.
type run struct {
	*Checker

	client *http.Client
	mu     sync.Mutex
	next   map[string]time.Time // when a host may be asked again
}

// check asks one link: HEAD finds where it leads, GET decides, since servers answer HEAD carelessly.
func (r *run) check(ctx context.Context, l Link, slots chan struct{}) Result {
	result := Result{URL: l.URL}
	at, moved, permanent := l.URL, l.URL, true
	method := http.MethodHead
	for hop := 0; ; {
		a, err := r.ask(ctx, method, at, slots)
		result.Checked = time.Now().UTC().Truncate(time.Second)
		if err != nil {
			result.Outcome, result.Reason = Broken, reason(err)
			if l.Within {
				result.Outcome = Skipped
			}
			return result
		}
		result.Status = a.status
		switch {
		case a.to != "":
			if hop++; hop > maxHops {
				result.Outcome, result.Reason = Broken, "redirects without an end"
				return result
			}
			permanent = permanent && (a.status == http.StatusMovedPermanently || a.status == http.StatusPermanentRedirect)
			at = a.to
			if permanent {
				moved = at
			}
		case method == http.MethodHead:
			method = http.MethodGet
		default:
			result.Outcome, result.Reason = judge(a.status)
			if result.Outcome == OK && moved != l.URL {
				result.Outcome, result.To = Moved, moved
			}
			return result
		}
	}
}

// judge says what a last answer means.
func judge(status int) (Outcome, string) {
	said := strconv.Itoa(status) + " " + http.StatusText(status)
	switch {
	case status < 300:
		return OK, ""
	case slices.Contains([]int{401, 403, 407, 429, 451}, status):
		return Unsure, said
	}
	return Broken, said
}

// reason returns what went wrong, without the address that is said already.
func reason(err error) string {
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "no answer in time"
	}
	if errors.Is(err, ErrPrivate) {
		return ErrPrivate.Error()
	}
	if missing, ok := errors.AsType[*net.DNSError](err); ok {
		return "no such host: " + missing.Name
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err.Error()
	}
	return err.Error()
}

// answer is a status, and where it redirects to.
type answer struct {
	status int
	to     string
}

// ask sends one request when its host may be asked, and again where it is told to come later, as long as that is soon.
func (r *run) ask(ctx context.Context, method, address string, slots chan struct{}) (answer, error) {
	where, err := url.Parse(address)
	if err != nil {
		return answer{}, err //nolint:wrapcheck // it names the address
	}
	if where.Scheme != "http" && where.Scheme != "https" {
		return answer{}, fmt.Errorf("redirects to %s:, not to http or https", where.Scheme)
	}
	for tries := 0; ; tries++ {
		if err := r.turn(ctx, where.Host); err != nil {
			return answer{}, err
		}
		a, later, err := r.send(ctx, method, where, slots)
		if err != nil || later <= 0 || later > r.Patience || tries == 2 {
			return a, err
		}
		r.mu.Lock()
		if until := time.Now().Add(later); until.After(r.next[where.Host]) {
			r.next[where.Host] = until
		}
		r.mu.Unlock()
	}
}

// turn waits until a host may be asked.
func (r *run) turn(ctx context.Context, host string) error {
	r.mu.Lock()
	now := time.Now()
	at := r.next[host]
	if at.Before(now) {
		at = now
	}
	r.next[host] = at.Add(r.PerHost)
	r.mu.Unlock()
	if r.sleep != nil {
		return r.sleep(ctx, at.Sub(now))
	}
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-time.After(at.Sub(now)):
		return nil
	}
}

// send sends a request and reads no more than the head of its answer; later is how long the server asks to wait.
func (r *run) send(ctx context.Context, method string, where *url.URL, slots chan struct{}) (a answer, later time.Duration, err error) {
	slots <- struct{}{}
	defer func() { <-slots }()
	request, err := http.NewRequestWithContext(ctx, method, where.String(), nil)
	if err != nil {
		return answer{}, 0, err //nolint:wrapcheck // it names the address
	}
	request.Header.Set("User-Agent", r.Agent)
	response, err := r.client.Do(request)
	if err != nil {
		return answer{}, 0, err //nolint:wrapcheck // it names the address
	}
	defer response.Body.Close()
	a.status = response.StatusCode
	if to := response.Header.Get("Location"); a.status >= 300 && a.status < 400 && to != "" {
		target, err := where.Parse(to)
		if err != nil {
			return answer{}, 0, err //nolint:wrapcheck // it names the address
		}
		if target.Fragment == "" {
			target.Fragment = where.Fragment
		}
		a.to = target.String()
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		later = retryAfter(response.Header.Get("Retry-After"))
	}
	return a, later, nil
}

// retryAfter returns how long a server asks to wait, 0 where it does not say.
func retryAfter(said string) time.Duration {
	if seconds, err := strconv.Atoi(said); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return time.Until(at)
	}
	return 0
}
