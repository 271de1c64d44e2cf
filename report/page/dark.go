package page

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"parley/draw"
	"parley/report"
)

// Pictures are drawn once, in the colours of paper. On a dark screen rules of style give each colour its counterpart: that of
// the same place in the same picture drawn for dark screens. So a picture is in the file once only.

// A paint is a colour of an attribute: "fill" or "stroke". Scope is the picture whose rule differs from that of the others, ""
// for all.
type paint struct {
	scope, attribute string
	light            draw.Color
}

// page remembers the counterparts of colours.
type page struct {
	dark map[paint]draw.Color
}

var colour = regexp.MustCompile(`(fill|stroke)="(#[0-9a-f]{6})"`)

// indent is what begins lines of SVG.
var indent = regexp.MustCompile(`(?m)^ +`)

// svg draws a figure.
func (p *page) svg(f *report.Figure) (template.HTML, error) {
	var light, dark bytes.Buffer
	scene := *f.Scene(&draw.Light)
	scene.ID = f.ID + "-svg"
	if err := draw.SVG(&light, &scene); err != nil {
		return "", err
	}
	other := *f.Scene(&draw.Dark)
	other.ID = scene.ID
	if err := draw.SVG(&dark, &other); err != nil {
		return "", err
	}
	p.learn(scene.ID, colour.FindAllStringSubmatch(light.String(), -1), colour.FindAllStringSubmatch(dark.String(), -1))
	text := indent.ReplaceAllString(light.String(), "")
	text = strings.Replace(text, `<svg xmlns="http://www.w3.org/2000/svg"`, `<svg`, 1)
	return template.HTML(text), nil //nolint:gosec // our own, with all text escaped
}

// learn notes the counterpart of each colour: the one that it has most often.
func (p *page) learn(scope string, light, dark [][]string) {
	if len(light) != len(dark) {
		return
	}
	count := map[paint]map[draw.Color]int{}
	for i := range light {
		k := paint{attribute: light[i][1], light: draw.Color(light[i][2])}
		if count[k] == nil {
			count[k] = map[draw.Color]int{}
		}
		count[k][draw.Color(dark[i][2])]++
	}
	for k, seen := range count {
		var best draw.Color
		for c, n := range seen {
			if best == "" || n > seen[best] || n == seen[best] && c < best {
				best = c
			}
		}
		if old, ok := p.dark[k]; ok && old != best {
			k.scope = scope
		}
		p.dark[k] = best
	}
}

// darkRules are the rules of style for dark screens.
func (p *page) darkRules() string {
	var list []paint
	for k := range p.dark {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b paint) int {
		return cmp.Or(cmp.Compare(a.scope, b.scope), cmp.Compare(a.attribute, b.attribute), cmp.Compare(a.light, b.light))
	})
	var b strings.Builder
	b.WriteString("@media screen and (prefers-color-scheme: dark) {\n")
	for _, k := range list {
		scope := "svg"
		if k.scope != "" {
			scope = "#" + k.scope
		}
		if p.dark[k] != k.light {
			fmt.Fprintf(&b, "%s [%s=\"%s\"]{%s:%s}\n", scope, k.attribute, k.light, k.attribute, p.dark[k])
		}
	}
	b.WriteString("}\n")
	return b.String()
}
