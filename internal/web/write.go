package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"

	"parley/diag"
	"parley/workbench"
)

// write writes a file of the model, unless it changed on disk since its writer read it.
func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	q := workbench.WriteRequest{}
	if !s.request(w, r, &q, "file, text and baseDigest", false) {
		return
	}
	if err := s.save(r, &q); err != nil {
		fail(w, err)
		return
	}
	digest, err := s.opt.Bench.Digest(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	s.watch.saw(digest)
	respond(w, http.StatusOK, workbench.WriteAnswer{Digest: digest, FileDigest: workbench.TextDigest(q.Text)})
}

// save checks a request and writes the file.
func (s *Server) save(r *http.Request, q *workbench.WriteRequest) error {
	forbidden := func(format string, args ...any) error {
		return &workbench.Error{Code: workbench.Forbidden, Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case s.opt.Root == nil || !s.opt.Bench.Writable():
		return forbidden("files are not written here")
	case !within(q.File):
		return forbidden("%q is no file within the model's folder", q.File)
	case !modelFile(q.File):
		return forbidden("%q is no model file: only those, which end in .star, are written", q.File)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	info, err := s.opt.Root.Lstat(q.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if q.BaseDigest != "" {
			return &workbench.Error{Code: workbench.Conflict, Message: q.File + " is no longer there", Fix: "write it under an empty baseDigest to make it anew"}
		}
		return s.replace(q.File, q.Text, 0o666, false)
	case err != nil:
		return forbidden("%s cannot be written: %s", q.File, diag.Cause(err).Error())
	case !info.Mode().IsRegular():
		return forbidden("%s is no plain file, and only such are written", q.File)
	}
	old, err := s.opt.Root.ReadFile(q.File)
	if err != nil {
		return forbidden("%s cannot be read: %s", q.File, diag.Cause(err).Error())
	}
	if q.BaseDigest != workbench.TextDigest(string(old)) {
		model, err := s.opt.Bench.Digest(r.Context())
		if err != nil {
			return err
		}
		if q.BaseDigest != model || q.BaseDigest == "" {
			return &workbench.Error{Code: workbench.Conflict, Message: q.File + " changed on disk meanwhile", Fix: "read the model again, and make the change to what is there now"}
		}
	}
	return s.replace(q.File, q.Text, info.Mode().Perm(), true)
}

// within tells whether a name is that of a file below the model's folder, on any system.
func within(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\:\x00")
}

// modelFile tells whether a name is that of a model's file.
func modelFile(name string) bool {
	return path.Ext(name) == ".star" && !strings.HasPrefix(path.Base(name), ".")
}

// replace writes a file whole or not at all: into a new file beside it, which then takes its name.
func (s *Server) replace(name, text string, mode fs.FileMode, there bool) (err error) {
	failed := func(err error) error {
		return &workbench.Error{Code: workbench.Forbidden, Message: fmt.Sprintf("%s cannot be written: %s", name, diag.Cause(err).Error())}
	}
	root := s.opt.Root
	temp := path.Join(path.Dir(name), "."+path.Base(name)+"."+secret()[:8]+".tmp")
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return failed(err)
	}
	defer func() {
		if err != nil {
			_ = root.Remove(temp) // the first error is the one to tell
		}
	}()
	_, err = io.WriteString(f, text)
	if err == nil {
		err = f.Chmod(mode &^ umask(there))
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil && !there {
		// A name that was free is not taken from somebody who was quicker.
		if err = root.Link(temp, name); err == nil {
			err = root.Remove(temp)
		}
	} else if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		return failed(err)
	}
	return nil
}

// umask is what a new file's mode leaves out; one that was there keeps its mode.
func umask(there bool) fs.FileMode {
	if there {
		return 0
	}
	return 0o022
}
