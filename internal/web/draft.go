package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"parley/diag"
	"parley/workbench"
)

// draftFolder holds edits that are not saved, beside the model. A file in it keeps it out of git.
const draftFolder = ".parley"

// mostDrafted bounds how many files a draft has.
const mostDrafted = 100

// draft keeps edits that are not saved, so that they outlive the page, the browser and the server; it says what is kept.
func (s *Server) draft(w http.ResponseWriter, r *http.Request) {
	q := workbench.DraftRequest{}
	if !s.request(w, r, &q, "keep or forget", true) {
		return
	}
	answer, err := s.drafted(&q)
	if err != nil {
		fail(w, err)
		return
	}
	respond(w, http.StatusOK, answer)
}

// drafted carries out one request.
func (s *Server) drafted(q *workbench.DraftRequest) (*workbench.DraftAnswer, error) {
	if s.opt.Root == nil || !s.opt.Bench.Writable() {
		return &workbench.DraftAnswer{}, nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	name := path.Join(draftFolder, strings.ReplaceAll(s.opt.Bench.Name(), "/", "__")+".edits.json")
	switch {
	case q.Keep != nil && q.Forget:
		return nil, &workbench.Error{Code: workbench.BadRequest, Message: "keep and forget are asked for at once"}
	case q.Forget, q.Keep != nil && len(q.Keep.Files) == 0:
		if err := s.opt.Root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, unkept(err)
		}
		return &workbench.DraftAnswer{Kept: true}, nil
	case q.Keep != nil:
		if err := s.keep(name, q.Keep); err != nil {
			return nil, err
		}
	}
	d, err := s.kept(name)
	return &workbench.DraftAnswer{Draft: d, Kept: true}, err
}

// keep writes a draft.
func (s *Server) keep(name string, d *workbench.Draft) error {
	if len(d.Files) > mostDrafted {
		return &workbench.Error{Code: workbench.TooLarge, Message: fmt.Sprintf("a draft has %d files at most", mostDrafted)}
	}
	for f := range d.Files {
		if !within(f) || !modelFile(f) {
			return &workbench.Error{Code: workbench.Forbidden, Message: fmt.Sprintf("%q is no model file within the model's folder", f)}
		}
	}
	d.At = time.Now().Format(time.RFC3339)
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	if err := s.opt.Root.Mkdir(draftFolder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return unkept(err)
	}
	ignore := path.Join(draftFolder, ".gitignore")
	if _, err := s.opt.Root.Lstat(ignore); errors.Is(err, fs.ErrNotExist) {
		if err := s.replace(ignore, "# Edits that the workbench keeps until they are saved.\n*\n", 0o644, true); err != nil {
			return err
		}
	}
	return s.replace(name, string(append(text, '\n')), 0o600, true)
}

// kept reads the draft; nil if there is none, or what is there is none of ours.
func (s *Server) kept(name string) (*workbench.Draft, error) {
	switch info, err := s.opt.Root.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unkept(err)
	case !info.Mode().IsRegular(): // a pipe would keep its reader waiting
		return nil, nil
	}
	f, err := s.opt.Root.Open(name)
	if err != nil {
		return nil, unkept(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 4*s.opt.Body)) // JSON may write a character as six
	if err != nil {
		return nil, unkept(err)
	}
	var d workbench.Draft
	if err := json.Unmarshal(text, &d); err != nil || len(d.Files) == 0 {
		return nil, nil //nolint:nilerr // it is no draft
	}
	for f := range d.Files {
		if !within(f) || !modelFile(f) {
			return nil, nil
		}
	}
	return &d, nil
}

func unkept(err error) error {
	return &workbench.Error{Code: workbench.Forbidden, Message: "edits that are not saved cannot be kept beside the model: " + diag.Cause(err).Error(), Fix: "save them, or give the folder back its rights"}
}
