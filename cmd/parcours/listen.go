package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
)

// listen returns the socket that the service manager hands over (LISTEN_FDS, as systemd does it), else one on addr. Such a
// socket stays open while one process stops and another starts, so that clients wait in between and none is turned away.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid()) && os.Getenv("LISTEN_FDS") == "1" {
		const first = 3 // after the standard streams
		socket := os.NewFile(first, "socket")
		defer socket.Close() // the listener has its own copy
		l, err := net.FileListener(socket)
		if err != nil {
			return nil, fmt.Errorf("the socket handed over: %w", err)
		}
		return l, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w: is another server there? choose another --addr", err)
	}
	return l, nil
}
