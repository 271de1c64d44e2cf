// Package pdf writes scenes as PDF 1.7 files: vector graphics and text that can be selected, with the signs of the font that they use
// (ISO 32000-1:2008). Nothing is needed from elsewhere.
package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf16"

	"parley/draw"
	"parley/draw/fonts"
)

// points is how long a pixel of a scene is, in points.
const points = 0.75

// mostPoints is the longest side of a page, in points: what readers take (ISO 32000-1, annex C).
const mostPoints = 14400

// ErrTooLarge is wrapped by the error that says that a picture is larger than a page can be.
var ErrTooLarge = errors.New("the picture is larger than a page of PDF can be")

// Write writes a scene as a page of its size. The same scene gives the same bytes. Errors wrap ErrTooLarge or fonts.ErrMissing, or are those
// of w.
func Write(w io.Writer, s *draw.Scene) error { return WriteAll(w, []*draw.Scene{s}) }

// WriteAll writes scenes as pages of one file, each of its own size, under the title of the first. Errors are those of Write.
func WriteAll(w io.Writer, scenes []*draw.Scene) error {
	var pages []*page
	for _, s := range scenes {
		if side := math.Max(s.Width, s.Height) * points; side > mostPoints {
			return fmt.Errorf("%w: a side would be %.0f points long, and %d is the most", ErrTooLarge, side, mostPoints)
		}
		if err := fonts.Check(s); err != nil {
			return err
		}
		p := &page{height: s.Height, used: map[*fonts.Face]*usedFont{}}
		p.op("q %s 0 0 %s 0 %s cm", number(points), number(-points), number(s.Height*points))
		if s.Background != "" {
			p.op("%s rg 0 0 %s %s re f", rgb(s.Background), number(s.Width), number(s.Height))
		}
		p.items(s.Items)
		p.op("Q")
		pages = append(pages, p)
	}
	f := &file{}
	f.document(scenes, pages)
	_, err := w.Write(f.b.Bytes())
	return err
}

// A file is numbered objects one after the other.
type file struct {
	b       bytes.Buffer
	offsets []int // of the objects, from number 1
}

// object adds an object and returns its number.
func (f *file) object(body string) int {
	f.offsets = append(f.offsets, f.b.Len())
	fmt.Fprintf(&f.b, "%d 0 obj\n%s\nendobj\n", len(f.offsets), body)
	return len(f.offsets)
}

// stream adds a compressed stream; entries go into its dictionary.
func (f *file) stream(entries string, data []byte) int {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return f.object(fmt.Sprintf("<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", entries, packed.Len(), packed.Bytes()))
}

func (f *file) document(scenes []*draw.Scene, list []*page) {
	f.b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	resources, contents := make([]string, len(list)), make([]int, len(list))
	for k, p := range list {
		for i, u := range p.fonts {
			resources[k] += fmt.Sprintf("/F%d %d 0 R ", i+1, f.font(u))
		}
		contents[k] = f.stream("", p.b.Bytes())
	}
	// The pages, their parent and the catalogue follow with known numbers.
	pages := len(f.offsets) + len(list) + 1
	kids := ""
	for k, s := range scenes {
		id := f.object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources << /Font << %s>> >> >>",
			pages, number(s.Width*points), number(s.Height*points), contents[k], resources[k]))
		if k > 0 {
			kids += " "
		}
		kids += fmt.Sprintf("%d 0 R", id)
	}
	f.object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, len(list)))
	s := scenes[0]
	root := f.object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>", pages))
	info := f.object(fmt.Sprintf("<< /Title %s /Subject %s /Creator (Parley) >>", text(s.Title), text(s.Desc)))
	id := sha256.Sum256(f.b.Bytes())
	start := f.b.Len()
	fmt.Fprintf(&f.b, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, at := range f.offsets {
		fmt.Fprintf(&f.b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&f.b, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%[4]x>] >>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, root, info, id[:16], start)
}

// text writes a string as UTF-16.
func text(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// number writes a number with at most three decimals.
func number(x float64) string {
	s := strconv.FormatFloat(math.Round(x*1000)/1000, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

// rgb writes the parts of a colour.
func rgb(c draw.Color) string {
	v, err := strconv.ParseUint(string(c[1:]), 16, 32)
	if err != nil {
		v = 0
	}
	return number(float64(v>>16)/255) + " " + number(float64(v>>8&255)/255) + " " + number(float64(v&255)/255)
}
