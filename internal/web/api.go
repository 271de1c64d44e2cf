package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"parley/workbench"
)

// status is the status of an answer that is an error.
func status(code workbench.Code) int {
	switch code {
	case workbench.BadModel, workbench.BadQuery, workbench.BadValues, workbench.NoAnswer:
		return http.StatusUnprocessableEntity
	case workbench.NoCall:
		return http.StatusNotFound
	case workbench.TooLarge:
		return http.StatusRequestEntityTooLarge
	case workbench.Busy, workbench.Dropped:
		return http.StatusServiceUnavailable
	case workbench.Stopped:
		return http.StatusGatewayTimeout
	case workbench.NotThere:
		return http.StatusNotImplemented
	case workbench.Conflict:
		return http.StatusConflict
	case workbench.Forbidden:
		return http.StatusForbidden
	case workbench.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, status int, code workbench.Code, message, fix string) {
	respond(w, status, &workbench.Error{Code: code, Message: message, Fix: fix})
}

// fail answers with an error of the workbench.
func fail(w http.ResponseWriter, err error) {
	var known *workbench.Error
	if !errors.As(err, &known) {
		known = &workbench.Error{Code: workbench.Internal, Message: err.Error()}
	}
	if known.Code == workbench.Busy {
		w.Header().Set("Retry-After", "1")
	}
	respond(w, status(known.Code), known)
}

// respond writes a JSON document.
func respond(w http.ResponseWriter, status int, v any) {
	text, err := workbench.JSON(v)
	if err != nil {
		status = http.StatusInternalServerError
		text, _ = workbench.JSON(&workbench.Error{Code: workbench.Internal, Message: err.Error()}) //nolint:errcheck // two texts
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client may be gone
}

// smallBody is the size in bytes up to which requests are read whatever else is being read.
const smallBody = 64 << 10

// request reads a request into q, or answers what is wrong with it: wanted names what it is to hold.
func (s *Server) request(w http.ResponseWriter, r *http.Request, q any, wanted string, mayBeEmpty bool) (ok bool) {
	text, err := s.body(w, r)
	if err != nil {
		fail(w, err)
		return false
	}
	if len(text) == 0 && mayBeEmpty {
		return true
	}
	if err := json.Unmarshal(text, q); err != nil {
		refuse(w, http.StatusBadRequest, workbench.BadRequest, wanted+" are wanted: "+strings.TrimPrefix(err.Error(), "json: "), "")
		return false
	}
	return true
}

// body reads a request, bounded in size, time and, with others, in memory.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if media, _, err := mime.ParseMediaType(kind); err != nil || media != "application/json" {
			return nil, &workbench.Error{Code: workbench.BadRequest, Message: "a request is JSON", Fix: "send Content-Type: application/json"}
		}
	}
	large := &workbench.Error{Code: workbench.TooLarge, Message: fmt.Sprintf("a request may have %d bytes", s.opt.Body)}
	if r.ContentLength > s.opt.Body {
		w.Header().Set("Connection", "close")
		return nil, large
	}
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		select {
		case s.bodies <- struct{}{}:
			defer func() { <-s.bodies }()
		default:
			return nil, &workbench.Error{Code: workbench.Busy, Message: "too many large requests are being read", Fix: "ask again in a moment"}
		}
	}
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Now().Add(s.opt.Slow)) // tests have writers without one
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.opt.Body))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, large
	case err != nil:
		w.Header().Set("Connection", "close")
		return nil, &workbench.Error{Code: workbench.BadRequest, Message: "the request did not arrive whole"}
	}
	_ = c.SetReadDeadline(time.Time{}) // while the answer is made, a read waits for the client to go away
	return text, nil
}

// call answers a call of the workbench.
func (s *Server) call(w http.ResponseWriter, r *http.Request) {
	text, err := s.body(w, r)
	if err != nil {
		fail(w, err)
		return
	}
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		s.stream(w, r, text)
		return
	}
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Time{}) // the work has a bound of its own
	answer, err := s.opt.Bench.Call(r.Context(), r.PathValue("call"), text, nil)
	_ = c.SetWriteDeadline(time.Now().Add(s.opt.Slow))
	if err != nil {
		s.log(err)
		fail(w, err)
		return
	}
	respond(w, http.StatusOK, answer)
}

// log tells of faults.
func (s *Server) log(err error) {
	var known *workbench.Error
	if errors.As(err, &known) && known.Code == workbench.Internal {
		s.opt.Log(known.Message + "\n" + known.Stack)
	}
}

// progressEvery is how often progress is told of.
const progressEvery = 100 * time.Millisecond

// stream answers a call with events: progress now and then, at the end the answer or the error.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, request []byte) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	e := s.newEvents(w)
	latest := make(chan workbench.Progress, 1)
	type result struct {
		answer any
		err    error
	}
	end := make(chan result, 1)
	go func() {
		answer, err := s.opt.Bench.Call(ctx, r.PathValue("call"), request, func(p workbench.Progress) {
			select { // the newest takes the place of one that was not sent
			case <-latest:
			default:
			}
			latest <- p
		})
		end <- result{answer, err}
	}()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for quiet := 0; ; quiet++ {
		select {
		case got := <-end:
			if got.err != nil {
				s.log(got.err)
				e.send("error", got.err)
				return
			}
			e.send("answer", got.answer)
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case p := <-latest:
			e.send("progress", p)
			quiet = 0
		default:
			if quiet*int(progressEvery) > int(15*time.Second) {
				e.alive()
				quiet = 0
			}
		}
		if e.err != nil {
			return
		}
	}
}

// An eventStream writes server-sent events.
type eventStream struct {
	w    http.ResponseWriter
	c    *http.ResponseController
	slow time.Duration
	err  error // nothing gets through any more
}

func (s *Server) newEvents(w http.ResponseWriter) *eventStream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	e := &eventStream{w: w, c: http.NewResponseController(w), slow: s.opt.Slow}
	e.flush()
	return e
}

func (e *eventStream) send(name string, v any) {
	text, err := workbench.JSON(v)
	if err != nil {
		name = "error"
		text, _ = workbench.JSON(&workbench.Error{Code: workbench.Internal, Message: err.Error()}) //nolint:errcheck // two texts
	}
	e.write("event: %s\ndata: %s\n\n", name, text)
}

// alive keeps a connection on which nothing happens from being taken for dead.
func (e *eventStream) alive() { e.write(": still here\n\n") }

func (e *eventStream) write(format string, args ...any) {
	if e.err != nil {
		return
	}
	_ = e.c.SetWriteDeadline(time.Now().Add(e.slow)) // tests have writers without one
	if _, e.err = fmt.Fprintf(e.w, format, args...); e.err == nil {
		e.flush()
	}
}

func (e *eventStream) flush() {
	_ = e.c.SetWriteDeadline(time.Now().Add(e.slow))
	if e.err = e.c.Flush(); e.err == nil {
		_ = e.c.SetWriteDeadline(time.Time{})
	}
}

func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) {
	text, err := workbench.OpenAPI(s.opt.Version)
	if err != nil {
		fail(w, err)
		return
	}
	respond(w, http.StatusOK, json.RawMessage(text))
}
