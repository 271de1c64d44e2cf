//go:build !js

package model

import (
	"errors"
	"io/fs"

	"parley/reading"
)

// readSource reads the text of a source.
func (l *loader) readSource(name string) (*reading.Index, error) {
	if l.opt.Unread {
		return nil, errUnread
	}
	if l.fsys != nil && fs.ValidPath(name) {
		if info, err := fs.Stat(l.fsys, name); err == nil && info.Size() > reading.MaxBytes {
			return nil, reading.ErrSize
		}
	}
	b, err := l.readFile(name)
	if err != nil {
		return nil, err
	}
	d, err := reading.Read(b, name)
	if errors.Is(err, reading.ErrPage) || err != nil && l.opt.Page != nil && reading.FormatOf(name, string(b[:min(len(b), 2048)])) == reading.HTML {
		if l.opt.Page == nil {
			return nil, reading.ErrPage
		}
		d, err = l.opt.Page(b, name)
	}
	if err != nil {
		return nil, err
	}
	return reading.NewIndex(d), nil
}
