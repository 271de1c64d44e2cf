package workbench

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"sync"
	"time"
)

// A stamp tells whether a file on disk may have changed since it was read.
type stamp struct {
	missing bool
	size    int64
	mod     time.Time
	read    time.Time
}

// soon is how old a file must have been when it was read for its time of change to vouch for it: some file systems
// measure in seconds.
const soon = 2 * time.Second

// same tells whether a file is as it was for sure. A file that changed just before it was read may have changed again without
// its stamp saying so.
func (s stamp) same(now stamp) bool {
	if s.missing || now.missing {
		return s.missing == now.missing
	}
	return s.size == now.size && s.mod.Equal(now.mod) && (s.mod.IsZero() || s.read.Sub(s.mod) > soon)
}

func stampOf(fsys fs.FS, name string) stamp {
	if fsys == nil {
		return stamp{missing: true}
	}
	now := time.Now()
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return stamp{missing: true}
	}
	return stamp{size: info.Size(), mod: info.ModTime(), read: now}
}

// A layer lays texts over a folder and remembers what was read through it.
type layer struct {
	below fs.FS             // may be nil
	over  map[string]string // texts by name

	mu     sync.Mutex
	texts  map[string]string // of all files that were read
	stamps map[string]stamp  // of those that are on disk, and of those that were looked for in vain
}

func newLayer(below fs.FS, over map[string]string) *layer {
	return &layer{below: below, over: over, texts: map[string]string{}, stamps: map[string]stamp{}}
}

// Open opens a file for reading, whole.
func (l *layer) Open(name string) (fs.File, error) {
	text, err := l.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &memFile{name: path.Base(name), size: int64(len(text)), Reader: bytes.NewReader(text)}, nil
}

// ReadFile reads a file: the text that is laid over it, or else what is on disk.
func (l *layer) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if text, ok := l.over[name]; ok {
		l.texts[name] = text
		return []byte(text), nil
	}
	if text, ok := l.texts[name]; ok { // the same throughout one load
		return []byte(text), nil
	}
	at := stampOf(l.below, name)
	l.stamps[name] = at
	if at.missing {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	text, err := readBounded(l.below, name)
	if err != nil {
		return nil, err
	}
	l.texts[name] = string(text)
	return text, nil
}

// ReadDir lists a folder on disk.
func (l *layer) ReadDir(name string) ([]fs.DirEntry, error) {
	if l.below == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadDir(l.below, name)
}

// mostFile bounds a file that a model reads: its own text or that of a source.
const mostFile = 16 << 20

var errLarge = errors.New("it has more than 16 MiB")

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("it is no plain file")}
	}
	text, err := io.ReadAll(io.LimitReader(f, mostFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostFile:
		return nil, &fs.PathError{Op: "read", Path: name, Err: errLarge}
	}
	return text, nil
}

// frozen returns the files that were read, as they were.
func (l *layer) frozen() *layer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return newLayer(nil, maps.Clone(l.texts))
}

// fresh tells whether all that was read from disk is still as it was.
func (l *layer) fresh() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, was := range l.stamps {
		now := stampOf(l.below, name)
		switch {
		case was.same(now):
		case was.missing || now.missing:
			return false
		default:
			text, err := readBounded(l.below, name)
			if err != nil || string(text) != l.texts[name] {
				return false
			}
			l.stamps[name] = now
		}
	}
	return true
}

// A memFile is a file whose text is in memory.
type memFile struct {
	*bytes.Reader
	name string
	size int64
}

func (f *memFile) Stat() (fs.FileInfo, error) { return memInfo{f}, nil }
func (f *memFile) Close() error               { return nil }

type memInfo struct{ *memFile }

func (f memInfo) Name() string       { return f.name }
func (f memInfo) Size() int64        { return f.size }
func (f memInfo) Mode() fs.FileMode  { return 0o444 }
func (f memInfo) ModTime() time.Time { return time.Time{} }
func (f memInfo) IsDir() bool        { return false }
func (f memInfo) Sys() any           { return nil }
