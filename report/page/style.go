package page

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"regexp"
	"strconv"
	"strings"

	"parley/draw"
	"parley/report"
)

// Pictures are drawn twice, in the colours of paper and in those of a dark screen, and stand in the file once: how each shape is
// painted becomes a class, whose rules say both. That also keeps the file small, as few looks are shared by many shapes.

// page remembers the looks.
type page struct {
	classes map[look]string
	list    []look // in order of first appearance
	common  int    // the number of the look that any text has, 0 for none
}

// A look is how a shape is painted, as declarations of style: on paper, and on a dark screen.
type look struct{ light, dark string }

var (
	tag      = regexp.MustCompile(`<(?:path|rect|circle|text|g) [^>]*>`)
	painted  = regexp.MustCompile(` (fill|stroke|stroke-width|stroke-linejoin|stroke-linecap|stroke-dasharray|font-size|font-weight|font-style|text-anchor|paint-order)="([^"]*)"`)
	indent   = regexp.MustCompile(`(?m)^ +`)
	decimal  = regexp.MustCompile(`(\d\.\d)\d+`)
	groups   = regexp.MustCompile(`<g id="[^"]*"(?: data-[a-z-]+="[^"]*")*`)
	family   = regexp.MustCompile(` font-family="[^"]*"`)
	whole    = regexp.MustCompile(`(\d)\.0\b`)
	fraction = regexp.MustCompile(`-?\d+\.\d+`)
	evenOdd  = regexp.MustCompile(`( d="[^zZ"]*[zZ]") fill-rule="evenodd"()`) // of one ring it says nothing
	places   = regexp.MustCompile(` (?:d|x|y|width|height|cx|cy|r|rx)="[^"]*"`)
)

// svg draws a figure.
func (p *page) svg(f *report.Figure) (template.HTML, error) {
	light, err := drawn(f, &draw.Light)
	if err != nil {
		return "", err
	}
	dark, err := drawn(f, &draw.Dark)
	if err != nil {
		return "", err
	}
	others := tag.FindAllString(dark, -1)
	i := 0
	text := tag.ReplaceAllStringFunc(light, func(t string) string {
		other := t
		if i < len(others) {
			other = others[i]
		}
		i++
		return p.classed(t, other)
	})
	text = relative(joined(indent.ReplaceAllString(text, "")))
	text = groups.ReplaceAllString(text, "<g") // nothing on the page refers to them
	text = strings.Replace(text, `<svg xmlns="http://www.w3.org/2000/svg"`, `<svg`, 1)
	text = family.ReplaceAllString(text, "") // the page's rules say it
	text = evenOdd.ReplaceAllString(text, "$1$2")
	text = strings.ReplaceAll(text, ">\n<", "><")
	return template.HTML(text), nil //nolint:gosec // our own, with all text escaped
}

// stroked is a line or an outline on a line of its own, with nothing but its points and its class.
var stroked = regexp.MustCompile(`^<path d="([^"]*)" class="(s\d+)"/>$`)

// joined makes one path of lines that follow each other and look the same.
func joined(svg string) string {
	var out []string
	last := ""
	for _, line := range strings.Split(svg, "\n") {
		m := stroked.FindStringSubmatch(line)
		if m == nil || strings.Contains(m[1], "Z") {
			last = ""
			out = append(out, line)
			continue
		}
		if n := len(out); m[2] == last {
			out[n-1] = strings.Replace(out[n-1], `" class=`, m[1]+`" class=`, 1)
			continue
		}
		last = m[2]
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func drawn(f *report.Figure, theme *draw.Theme) (string, error) {
	var b bytes.Buffer
	scene := *f.Scene(theme).Simplified(0.5)
	scene.ID = f.ID + "-svg"
	err := draw.SVG(&b, &scene)
	return b.String(), err
}

// classed gives a shape a class in place of its attributes of style, and its places one decimal.
func (p *page) classed(light, dark string) string {
	l := look{declarations(light), declarations(dark)}
	out := painted.ReplaceAllStringFunc(light, func(a string) string {
		if strings.Contains(a, `"url(`) { // what a picture has for itself
			return a
		}
		return ""
	})
	shorter := func(a string) string { return whole.ReplaceAllString(decimal.ReplaceAllString(a, "$1"), "$1") }
	if strings.HasPrefix(out, "<text ") {
		shorter = func(a string) string { return fraction.ReplaceAllStringFunc(a, nearest) } // half a pixel is not seen of a word
	}
	out = places.ReplaceAllStringFunc(out, shorter)
	if l.light == "" && l.dark == "" {
		return out
	}
	name, ok := p.classes[l]
	if !ok {
		name = fmt.Sprintf("s%d", len(p.list)+1)
		p.classes[l] = name
		p.list = append(p.list, l)
	}
	end := ">"
	if strings.HasSuffix(out, "/>") {
		end = "/>"
	}
	return strings.TrimSuffix(out, end) + ` class="` + name + `"` + end
}

// nearest rounds a number to a whole one.
func nearest(s string) string {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.Itoa(int(math.Round(x)))
}

// declarations are the attributes of style of a shape as declarations.
func declarations(shape string) string {
	var b strings.Builder
	for _, m := range painted.FindAllStringSubmatch(shape, -1) {
		if strings.HasPrefix(m[2], "url(") {
			continue
		}
		value := m[2]
		if m[1] == "font-size" {
			value += "px"
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(m[1] + ":" + value)
	}
	return b.String()
}

// commonest finds the look that most texts have, takes its class from them and makes it that of any text: only looks that say nothing
// but size and colour can be it, as other looks say these as well.
func (p *page) commonest(html string) string {
	count := make([]int, len(p.list)+1)
	for _, m := range textClass.FindAllStringSubmatch(html, -1) {
		n, _ := strconv.Atoi(m[2]) //nolint:errcheck // digits
		count[n]++
	}
	for i, l := range p.list {
		if count[i+1] > count[p.common] && plainText.MatchString(l.light) {
			p.common = i + 1
		}
	}
	if p.common == 0 {
		return html
	}
	return strings.ReplaceAll(html, fmt.Sprintf(` class="s%d">`, p.common), ">")
}

var (
	textClass = regexp.MustCompile(`<text ([^>]*)class="s(\d+)">`)
	plainText = regexp.MustCompile(`^(?:font-size:[^;]*;fill:[^;]*|fill:[^;]*;font-size:[^;]*)$`)
)

// name is what a rule of a look is for.
func (p *page) name(i int) string {
	if i+1 == p.common {
		return "text"
	}
	return fmt.Sprintf(".s%d", i+1)
}

// rules are the rules of style of all classes.
func (p *page) rules() string {
	var b strings.Builder
	for i, l := range p.list {
		if l.light != "" {
			fmt.Fprintf(&b, "%s{%s}\n", p.name(i), l.light)
		}
	}
	b.WriteString("@media screen and (prefers-color-scheme: dark) {\n")
	for i, l := range p.list {
		if d := differing(l); d != "" {
			fmt.Fprintf(&b, "%s{%s}\n", p.name(i), d)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// differing are the declarations of the dark look that the light one does not have.
func differing(l look) string {
	has := map[string]bool{}
	for _, d := range strings.Split(l.light, ";") {
		has[d] = true
	}
	var out []string
	for _, d := range strings.Split(l.dark, ";") {
		if d != "" && !has[d] {
			out = append(out, d)
		}
	}
	return strings.Join(out, ";")
}
