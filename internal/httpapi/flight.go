package httpapi

import (
	"context"
	"sync"
)

// flights lets requests that ask the same at the same time share one computation. The zero value is ready.
type flights struct {
	mu    sync.Mutex
	under map[asked]*flight
}

// flight is one computation. It goes on as long as anyone waits for it.
type flight struct {
	done    chan struct{}
	answer  *answer // nil if what came out is not to be shared
	waiting int     // under the mutex of flights
	cancel  context.CancelFunc
}

// join returns the flight of key, and whether the caller is to fly it; ctx is what it then computes in, and ends once
// everyone has left. A caller that does not wait to the end must leave.
func (f *flights) join(ctx context.Context, key asked) (to *flight, in context.Context, leads bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if to = f.under[key]; to != nil {
		to.waiting++
		return to, nil, false
	}
	in, cancel := context.WithCancel(context.WithoutCancel(ctx))
	to = &flight{done: make(chan struct{}), waiting: 1, cancel: cancel}
	if f.under == nil {
		f.under = map[asked]*flight{}
	}
	f.under[key] = to
	return to, in, true
}

// leave says that one of those who wait does not any more.
func (f *flights) leave(from *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if from.waiting--; from.waiting == 0 {
		from.cancel()
	}
}

// land ends a flight with what it found; nil has everyone who waits compute alone.
func (f *flights) land(key asked, of *flight, found *answer) {
	f.mu.Lock()
	delete(f.under, key)
	f.mu.Unlock()
	of.answer = found
	close(of.done)
	of.cancel()
}
