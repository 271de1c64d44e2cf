package page

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"parley/reading"
)

// Read decodes and reads a text of any format: plain text, Markdown or HTML. Without a format the file's name tells, or the text's beginning. A page is
// decoded by its byte order mark, or else by the encoding that its head declares (WHATWG HTML, 13.2.3.2), or else as other texts are.
func Read(b []byte, name, format string) (*reading.Document, error) {
	if format == "" {
		format = reading.FormatOf(name, string(b[:min(len(b), 2048)]))
	}
	if format == reading.HTML && len(b) <= reading.MaxBytes && !marked(b) {
		if label := declared(b); label != "" {
			return readDeclared(b, label)
		}
	}
	text, encoding, guessed, err := reading.Decode(b)
	if err != nil {
		return nil, err
	}
	if format == "" {
		format = reading.FormatOf(name, text) // a page in UTF-16 shows only now that it is one
	}
	d, err := parse(text, format)
	if err != nil {
		return nil, err
	}
	d.Decoded(encoding, guessed)
	return d, nil
}

func parse(text, format string) (*reading.Document, error) {
	if format == reading.HTML {
		return Parse(text)
	}
	return reading.Parse(text, format), nil
}

// readDeclared reads a page in the encoding that it declares.
func readDeclared(b []byte, label string) (*reading.Document, error) {
	e, name := charset.Lookup(label)
	utf8, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return nil, fmt.Errorf("it says that it is %s, and cannot be read as that (%w): save it as UTF-8", label, err)
	}
	text, _, _, err := reading.Decode(utf8)
	if err != nil {
		return nil, err
	}
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	d.Decoded(name, false)
	if strings.Contains(d.Text, "\ufffd") {
		d.Warnings = append(d.Warnings, "the page says that its encoding is "+label+", and some of its bytes are not: they are shown as �")
	}
	return d, nil
}

// marked tells whether a text begins with a byte order mark.
func marked(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// prescan is how much of a page is searched for its encoding: browsers look at 1024 bytes, and pages exist that say it later.
const prescan = 4096

// declared returns the encoding that a page's head names, "" if it names none that is known, or UTF-8 or UTF-16, of which the bytes themselves tell.
func declared(b []byte) string {
	z := html.NewTokenizer(bytes.NewReader(b[:min(len(b), prescan)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data == "body" {
				return ""
			}
			if t.Data != "meta" {
				continue
			}
			label := metaCharset(t)
			if e, name := charset.Lookup(label); e != nil && name != "utf-8" && !strings.HasPrefix(name, "utf-16") && name != "replacement" {
				return label
			} else if e != nil {
				return ""
			}
		}
	}
}

// metaCharset is the encoding that a meta element names.
func metaCharset(t html.Token) string {
	attr := map[string]string{}
	for _, a := range t.Attr {
		attr[a.Key] = a.Val
	}
	if c := attr["charset"]; c != "" {
		return strings.TrimSpace(c)
	}
	if strings.EqualFold(attr["http-equiv"], "content-type") {
		if _, after, ok := strings.Cut(strings.ToLower(attr["content"]), "charset="); ok {
			label, _, _ := strings.Cut(after, ";")
			return strings.Trim(strings.TrimSpace(label), `"'`)
		}
	}
	return ""
}
