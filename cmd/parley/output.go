package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parley/diag"
)

// printJSON writes one JSON document to standard output.
func (a *app) printJSON(v any) error {
	var b bytes.Buffer
	if err := encodeJSON(&b, v); err != nil {
		return err
	}
	return a.print(b.Bytes())
}

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

// print writes a result to standard output.
func (a *app) print(text []byte) error {
	if _, err := a.stdout.Write(text); err != nil {
		return fmt.Errorf("cannot write to standard output: %w", err)
	}
	return nil
}

// writeFile writes a file whole or not at all: into a new file beside it, which then takes its name.
func writeFile(path string, write func(io.Writer) error) (err error) {
	mode := os.FileMode(0o666)
	if old, err := os.Stat(path); err == nil {
		mode = old.Mode().Perm()
		if !old.Mode().IsRegular() { // a device or a pipe cannot be renamed over
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
			}
			return closed(path, f, write(f))
		}
	}
	f, err := createTemp(path, mode)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error is the one to tell
		}
	}()
	if err := closed(path, f, write(f)); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
	}
	return nil
}

// writeNew writes a file that is not there yet, whole or not at all.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already, and is left as it is: take another name", path)
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
	}
	_, err = f.Write(text)
	if err = closed(path, f, err); err != nil {
		_ = os.Remove(path) // the first error is the one to tell
	}
	return err
}

// createTemp makes a new file beside path, with the mode that the file is to have.
func createTemp(path string, mode os.FileMode) (*os.File, error) {
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.%d-%d.tmp", filepath.Clean(path), os.Getpid(), i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !os.IsExist(err) || i > 100 {
			return f, err
		}
	}
}

func closed(path string, f *os.File, err error) error {
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
	}
	return nil
}
