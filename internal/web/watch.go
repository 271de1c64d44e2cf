package web

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"parley/workbench"
)

// mostWatchers is how many may listen for changes at once.
const mostWatchers = 32

// A watch looks at the files on disk as long as somebody listens, and tells all who do of changes.
type watch struct {
	s    *Server
	mu   sync.Mutex
	last string                 // digest
	who  map[chan string]string // who listens, and the digest that he knows
	stop context.CancelFunc     // nil while nobody listens
}

func (w *watch) init(s *Server) { w.s, w.who = s, map[chan string]string{} }

// listen returns a channel on which digests come, and nil if too many listen already. Whoever knows what was on disk, and
// says so, is told at once if it is something else by now.
func (w *watch) listen(known string) chan string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.who) >= mostWatchers {
		return nil
	}
	c := make(chan string, 1)
	w.who[c] = known
	if w.stop == nil {
		ctx, cancel := context.WithCancel(context.Background())
		w.stop, w.last = cancel, ""
		go w.look(ctx)
	} else if w.last != "" {
		w.tell(c)
	}
	return c
}

func (w *watch) leave(c chan string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.who, c)
	if len(w.who) == 0 && w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

func (w *watch) look(ctx context.Context) {
	tick := time.NewTicker(w.s.opt.Poll)
	defer tick.Stop()
	for {
		if digest, err := w.s.opt.Bench.Digest(ctx); err == nil && ctx.Err() == nil {
			w.saw(digest)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// saw takes note of what is on disk, and tells of it those who know something else.
func (w *watch) saw(digest string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop == nil || digest == w.last {
		return
	}
	w.last = digest
	for c := range w.who {
		w.tell(c)
	}
}

// tell tells one listener what is on disk, unless he knows it. Who has never said what he knows knows what is there when he comes.
func (w *watch) tell(c chan string) {
	known := w.who[c]
	w.who[c] = w.last
	if known == "" || known == w.last {
		return
	}
	select { // the newest takes the place of one that was not taken
	case <-c:
	default:
	}
	c <- w.last
}

// events tells of changes on disk until the client goes.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	c := s.watch.listen(cmp.Or(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since")))
	if c == nil {
		fail(w, &workbench.Error{Code: workbench.Busy, Message: "too many pages listen already", Fix: "close some"})
		return
	}
	defer s.watch.leave(c)
	e := s.newEvents(w)
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for e.err == nil {
		select {
		case <-r.Context().Done():
			return
		case digest := <-c:
			e.write("id: %s\n", digest) // a browser that connects again says what it knows
			e.send("changed", workbench.Event{Type: "changed", Digest: digest})
		case <-alive.C:
			e.alive()
		}
	}
}

// seen is the digest of what was last seen on disk.
func (w *watch) seen() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}
