package httpapi

import (
	"net"
	"net/http"
	"sync"
)

// connection is where a request's context holds the [counted] that it came on.
type connection struct{}

// whole is a connection that can send the head of an answer and its body at once. net/http writes the head with the beginning of the
// body, and then the rest: of an answer of 10 kB, a sixth of the work is the second call of the kernel.
type whole struct {
	net.Conn
	holds bool    // hold the next write back until the one behind it, or until release
	held  *[]byte // what is held back; nil: nothing
}

var helds = sync.Pool{New: func() any { return new([]byte) }}

// hold has the next write wait for the one behind it. Only the handler of the connection's request may call it, and has to call
// release before it returns.
func (c *whole) hold() { c.holds = true }

// release sends what is still held back.
func (c *whole) release() error {
	c.holds = false
	_, err := c.send(nil)
	return err
}

// Write writes b, or holds it back.
func (c *whole) Write(b []byte) (int, error) {
	if c.holds {
		c.holds = false
		c.held, _ = helds.Get().(*[]byte)
		*c.held = append((*c.held)[:0], b...)
		return len(b), nil
	}
	return c.send(b)
}

// send writes what is held back and b.
func (c *whole) send(b []byte) (int, error) {
	if c.held == nil {
		if len(b) == 0 {
			return 0, nil
		}
		return c.Conn.Write(b)
	}
	held := c.held
	c.held = nil
	defer helds.Put(held)
	all := net.Buffers{*held, b}
	n, err := all.WriteTo(c.Conn)
	return max(0, int(n)-len(*held)), err
}

// write writes a body, all at once with the head where the connection can.
func write(w http.ResponseWriter, r *http.Request, body []byte) int {
	if conn, ok := r.Context().Value(connection{}).(*counted); ok {
		conn.hold()
		defer func() { _ = conn.release() }() // the client has left: nobody to tell
	}
	n, _ := w.Write(body) // nor here
	return n
}
