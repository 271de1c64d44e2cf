package reading

import (
	"errors"
	"path"
	"strings"
)

// ErrPage says that a text is a page, which reading/page reads.
var ErrPage = errors.New("it is a page (HTML), which cannot be read here")

// FormatOf returns the format of a text by its file's name, or else by its beginning; "" where Parse is to find out.
func FormatOf(name, text string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return HTML
	case ".md", ".markdown":
		return Markdown
	}
	if LooksHTML(text) {
		return HTML
	}
	return ""
}

// LooksHTML tells whether a text begins as a page does.
func LooksHTML(text string) bool {
	head := strings.ToLower(strings.TrimLeft(text[:min(len(text), 2048)], "\ufeff \t\r\n"))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<?xml") && strings.Contains(head, "<html") ||
		strings.HasPrefix(head, "<!--") && strings.Contains(head, "<html") || strings.HasPrefix(head, "<head") || strings.HasPrefix(head, "<body")
}

// Read decodes and reads a plain or a Markdown text. Errors are those of Decode, and ErrPage.
func Read(b []byte, name string) (*Document, error) {
	text, encoding, guessed, err := Decode(b)
	if err != nil {
		return nil, err
	}
	format := FormatOf(name, text)
	if format == HTML {
		return nil, ErrPage
	}
	d := Parse(text, format)
	d.Decoded(encoding, guessed)
	return d, nil
}

// Decoded notes what encoding a document's bytes were in, and warns if that was guessed.
func (d *Document) Decoded(encoding string, guessed bool) {
	d.Encoding = encoding
	d.Extracted = d.Extracted || encoding != "UTF-8"
	if guessed {
		d.Warnings = append(d.Warnings, "the encoding is taken to be "+encoding+": if letters come out wrong, save the text as UTF-8")
	}
}
