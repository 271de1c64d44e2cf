// Package web serves the workbench: the page and, under /api/v1, the calls of package workbench, to one user on one machine.
//
// A server on a loopback address is open to everybody on the machine and, through a browser, to every page that its user visits.
// So: requests need a secret, which a browser gets by a link that is good once and scripts as a token; their Host has to
// be a name of this machine (against DNS rebinding) and their Origin this server (against forged requests); files are reached
// below the model's folder only; and whatever is asked, the work, the memory, the connections and the time are bounded.
package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"parley/workbench"
)

// Options say what is served and to whom. Zero values of the bounds stand for the defaults.
type Options struct {
	Bench   *workbench.Bench
	Root    *os.Root // the model's folder; files are written below it only
	Version string
	Token   string               // for scripts; "" for a random one
	Hosts   []string             // further names by which the server may be reached, beside those of the machine itself
	Log     func(message string) // is told what the user may want to know; nil for nobody

	Connections int           // at once: 512
	Body        int64         // bytes of a request: 5 MiB
	Slow        time.Duration // that a client may take to send or to take what it is sent: 30 s
	Poll        time.Duration // between looks at the files on disk: 400 ms
}

// A Server serves one model.
type Server struct {
	opt     Options
	listen  net.Listener
	port    string
	session string // the secret in the cookie
	token   string
	handler http.Handler
	open    counter       // connections
	bodies  chan struct{} // held while a large request is read
	writing sync.Mutex
	watch   watch

	mu    sync.Mutex
	links map[string]bool // launch links that have not been used
}

// New returns a server on a listener.
func New(opt Options, l net.Listener) (*Server, error) {
	if opt.Connections == 0 {
		opt.Connections = 512
	}
	if opt.Body == 0 {
		opt.Body = 5 << 20
	}
	if opt.Slow == 0 {
		opt.Slow = 30 * time.Second
	}
	if opt.Poll == 0 {
		opt.Poll = 400 * time.Millisecond
	}
	if opt.Log == nil {
		opt.Log = func(string) {}
	}
	if opt.Token != "" && len(opt.Token) < leastToken {
		return nil, fmt.Errorf("the token has %d characters: take at least %d, that nobody can guess", len(opt.Token), leastToken)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	s := &Server{opt: opt, listen: l, port: port, session: secret(), token: opt.Token, bodies: make(chan struct{}, 8), links: map[string]bool{}}
	if s.token == "" {
		s.token = secret()
	}
	s.watch.init(s)
	s.handler = s.guarded(s.routes())
	return s, nil
}

// leastToken is how long a token has to be.
const leastToken = 16

// URL is the address of the page.
func (s *Server) URL() string {
	host, _, err := net.SplitHostPort(s.listen.Addr().String())
	if ip := net.ParseIP(host); err != nil || ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, s.port) + "/"
}

// Port is the port that the server listens on.
func (s *Server) Port() string { return s.port }

// Token is the secret for scripts.
func (s *Server) Token() string { return s.token }

// Serve answers requests until ctx ends.
func (s *Server) Serve(ctx context.Context) error {
	base, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: min(5*time.Second, s.opt.Slow),
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnState:         s.count,
		ErrorLog:          quiet(),
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(limited(s.listen, s.opt.Connections)) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	cancel() // work is dropped, streams end
	closing, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	if err := server.Shutdown(closing); err != nil {
		server.Close() //nolint:errcheck // what does not end by itself is cut off
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// routes are what may be asked for by those who are let in.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/write", s.write)
	mux.HandleFunc("POST /api/v1/draft", s.draft)
	mux.HandleFunc("GET /api/v1/events", s.events)
	mux.HandleFunc("GET /api/v1/openapi.json", s.openAPI)
	mux.HandleFunc("POST /api/v1/{call}", s.call)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/") && r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, http.StatusMethodNotAllowed, workbench.BadRequest, "calls are made with POST", "")
			return
		}
		refuse(w, http.StatusNotFound, workbench.NoCall, "there is nothing here", "calls are at /api/v1/NAME; /api/v1/openapi.json describes them")
	})
	mux.Handle("/", static())
	return mux
}
