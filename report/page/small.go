package page

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The page is written in as few bytes as say the same: HTML lets end tags and quotation marks be left out where nothing else could be
// meant, and the points of a picture's lines are written relative to each other, in tenths of a pixel.

var (
	// optional are the end tags that may be left out wherever a template of this package writes one (HTML, 13.1.2.4).
	optional = regexp.MustCompile(`</(?:td|th|tr|thead|tbody|li|dt|dd|p)>`)
	// quoted is an attribute that needs no quotation marks; before "/>" they stay, as the stroke would belong to the value.
	quoted = regexp.MustCompile(`="([A-Za-z0-9#.:,+/_-]+)"([ >])`)
	// tags are the opening tags.
	tags = regexp.MustCompile(`<[a-z][^>]*>`)
)

// smaller leaves out of the page's HTML what may be left out.
func smaller(html string) string {
	html = optional.ReplaceAllString(html, "")
	return tags.ReplaceAllStringFunc(html, func(tag string) string { return quoted.ReplaceAllString(tag, "=$1$2") })
}

var (
	pathData = regexp.MustCompile(` d="([^"]*)"`)
	command  = regexp.MustCompile(`[MLZHV]|-?[0-9.]+`)
)

// relative writes the paths of a picture with each point relative to the one before. Every point is rounded to a tenth of a pixel by
// itself, so that errors do not add up.
func relative(svg string) string {
	return pathData.ReplaceAllStringFunc(svg, func(a string) string {
		data := pathData.FindStringSubmatch(a)[1]
		if out, ok := relativePath(data); ok {
			return ` d="` + out + `"`
		}
		return a
	})
}

// relativePath rewrites the data of one path; ok is false for one with commands that are not known here.
func relativePath(data string) (string, bool) {
	if strings.Trim(data, "MLZ0123456789-., ") != "" {
		return "", false
	}
	var b strings.Builder
	var x, y, startX, startY int // in tenths
	mode, last := byte(0), byte(0)
	var pending []int
	for _, token := range command.FindAllString(data, -1) {
		switch token {
		case "M", "L":
			mode = token[0]
			continue
		case "Z":
			b.WriteByte('z')
			last, x, y = 'z', startX, startY
			continue
		}
		v, err := strconv.ParseFloat(token, 64)
		if err != nil {
			return "", false
		}
		if pending = append(pending, int(math.Round(10*v))); len(pending) < 2 {
			continue
		}
		toX, toY := pending[0], pending[1]
		pending = pending[:0]
		dx, dy := toX-x, toY-y
		switch {
		case mode == 'M' && b.Len() == 0:
			b.WriteString("M" + tenths(toX) + pair(toY))
			last = 'M'
		case mode == 'M':
			b.WriteString("m" + tenths(dx) + pair(dy))
			last = 'm'
		case dx == 0 && dy == 0:
			// nothing to draw
		case dx == 0:
			b.WriteString("v" + tenths(dy))
			last = 'v'
		case dy == 0:
			b.WriteString("h" + tenths(dx))
			last = 'h'
		case last == 'l':
			b.WriteString(pair(dx) + pair(dy))
		default:
			b.WriteString("l" + tenths(dx) + pair(dy))
			last = 'l'
		}
		x, y = toX, toY
		if mode == 'M' {
			startX, startY, mode = x, y, 'L'
		}
	}
	return b.String(), len(pending) == 0
}

// tenths writes a number of tenths.
func tenths(n int) string {
	s := strconv.Itoa(n / 10)
	if rest := n % 10; rest != 0 {
		if s == "0" {
			s = ""
			if n < 0 {
				s = "-"
			}
		}
		s += fmt.Sprintf(".%d", max(rest, -rest))
	}
	return s
}

// pair writes a number of tenths that stands after another one.
func pair(n int) string {
	s := tenths(n)
	if s[0] == '-' {
		return s
	}
	return " " + s
}
