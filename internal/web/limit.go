package web

import (
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// limited lets so many connections be open at once; the system keeps others waiting.
func limited(l net.Listener, most int) net.Listener {
	return &limitListener{Listener: l, places: make(chan struct{}, most), closed: make(chan struct{})}
}

type limitListener struct {
	net.Listener
	places chan struct{}
	once   sync.Once
	closed chan struct{}
}

func (l *limitListener) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &limitConn{Conn: c, leave: func() { <-l.places }}, nil
}

func (l *limitListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type limitConn struct {
	net.Conn
	once  sync.Once
	leave func()
}

func (c *limitConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.leave)
	return err
}

// A counter counts open connections.
type counter struct{ n atomic.Int64 }

func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.open.n.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.open.n.Add(-1)
	}
}

// crowded tells whether connections that are done with had better be closed.
func (c *counter) crowded(most int) bool { return c.n.Load() > int64(most)/2 }

// quiet drops what net/http would log: the mistakes of clients.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
