package bibtex

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Plain is a value without LaTeX: accents become letters, braces go, white space is one blank. Commands that it does not know are left as they stand, and
// unknown names one.
func Plain(value string) (text, unknown string) {
	d := decoder{in: value}
	d.run()
	return strings.TrimSpace(d.out.String()), d.unknown
}

// PlainNames is Plain for names, where braces say that a name is one whole: they stay if a whole name stands in them.
func PlainNames(value string) (text, unknown string) {
	d := decoder{in: value, keep: true}
	d.run()
	return strings.TrimSpace(d.out.String()), d.unknown
}

type decoder struct {
	in      string
	at      int
	out     strings.Builder
	keep    bool // braces
	depth   int
	blank   bool // the last character was one
	unknown string
}

func (d *decoder) write(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			if !d.blank {
				d.out.WriteByte(' ')
			}
			d.blank = true
			continue
		}
		d.blank = false
		d.out.WriteRune(r)
	}
}

func (d *decoder) run() {
	for d.at < len(d.in) {
		r, n := utf8.DecodeRuneInString(d.in[d.at:])
		switch {
		case r == '\\':
			d.command()
			continue
		case r == '{' || r == '}':
			if d.keep && d.wholeName(r) {
				d.write(string(r))
			}
		case r == '~':
			d.write(" ")
		case strings.HasPrefix(d.in[d.at:], "---"):
			d.write("—")
			n = 3
		case strings.HasPrefix(d.in[d.at:], "--"):
			d.write("–")
			n = 2
		case strings.HasPrefix(d.in[d.at:], "``"):
			d.write("“")
			n = 2
		case strings.HasPrefix(d.in[d.at:], "''"):
			d.write("”")
			n = 2
		default:
			d.write(d.in[d.at : d.at+n])
		}
		d.at += n
	}
}

// wholeName tells whether a brace opens or closes a name: outside others, at the edge of a name. Accents stand within names.
func (d *decoder) wholeName(r rune) bool {
	if r == '}' {
		d.depth--
		return d.depth == 0 && d.edge(d.in[d.at+1:], " and")
	}
	d.depth++
	if d.depth != 1 || !(d.at == 0 || strings.HasSuffix(strings.TrimRightFunc(d.in[:d.at], unicode.IsSpace), " and") || strings.TrimSpace(d.in[:d.at]) == "") {
		return false
	}
	depth := 0
	for i, c := range d.in[d.at:] { // and its partner closes it
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return d.edge(d.in[d.at+i+1:], " and")
			}
		}
	}
	return false
}

func (d *decoder) edge(rest, and string) bool {
	return strings.TrimSpace(rest) == "" || strings.HasPrefix(strings.Join(strings.Fields(" x "+rest), " ")[1:], and+" ")
}

// accents are LaTeX's, as combining characters.
var accents = map[string]rune{
	"`": '\u0300', "'": '\u0301', "^": '\u0302', "~": '\u0303', "=": '\u0304', "u": '\u0306', ".": '\u0307', `"`: '\u0308', "r": '\u030a', "H": '\u030b', "v": '\u030c', "c": '\u0327', "k": '\u0328',
}

// symbols are commands that stand for characters.
var symbols = map[string]string{
	"&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\\": " ", ",": " ", "-": "",
	"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ",
	"textendash": "–", "textemdash": "—", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "ldots": "…", "dots": "…",
	"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "emph": "", "textit": "", "textbf": "", "url": "", "texttt": "", "textsc": "",
}

// command reads a command at a backslash.
func (d *decoder) command() {
	start := d.at
	d.at++
	if d.at >= len(d.in) {
		d.write("\\")
		return
	}
	end := d.at
	for end < len(d.in) && (d.in[end] >= 'a' && d.in[end] <= 'z' || d.in[end] >= 'A' && d.in[end] <= 'Z') {
		end++
	}
	if end == d.at {
		_, n := utf8.DecodeRuneInString(d.in[d.at:])
		end = d.at + n
	}
	name := d.in[d.at:end]
	letter := name[0] >= 'A' && name[0] <= 'z' && name != "^" && name != "_" && name != "`" && name != "\\"
	if mark, ok := accents[name]; ok {
		if base, next, ok := d.argument(end); ok {
			d.at = next
			d.write(compose(base, mark))
			return
		}
	}
	if s, ok := symbols[name]; ok {
		d.at = end
		if letter { // it takes the blanks that follow, and an empty pair of braces
			for d.at < len(d.in) && d.in[d.at] == ' ' {
				d.at++
			}
			if strings.HasPrefix(d.in[d.at:], "{}") {
				d.at += 2
			}
		}
		d.write(s)
		return
	}
	if d.unknown == "" {
		d.unknown = d.in[start:end]
	}
	d.write(d.in[start:end])
	d.at = end
}

// argument reads the letter that an accent stands on: x, {x}, \i or {\i}.
func (d *decoder) argument(at int) (base string, next int, ok bool) {
	for at < len(d.in) && d.in[at] == ' ' {
		at++
	}
	inner, closes := at, false
	if at < len(d.in) && d.in[at] == '{' {
		inner, closes = at+1, true
	}
	switch {
	case strings.HasPrefix(d.in[inner:], `\i`):
		base, next = "i", inner+2
	case strings.HasPrefix(d.in[inner:], `\j`):
		base, next = "j", inner+2
	default:
		r, n := utf8.DecodeRuneInString(d.in[inner:])
		if n == 0 || !unicode.IsLetter(r) {
			return "", 0, false
		}
		base, next = string(r), inner+n
	}
	if closes {
		if next >= len(d.in) || d.in[next] != '}' {
			return "", 0, false
		}
		next++
	}
	return base, next, true
}

// composed are letters with their accents, in the order of accented: what Latin scripts of Europe need.
var composed = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for mark, pairs := range map[rune]string{
		'\u0300': "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹ", '\u0301': "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćNŃnńSŚsśZŹzźLĹlĺRŔrŕ", '\u0302': "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝSŜsŝ",
		'\u0303': "AÃOÕNÑaãoõnñIĨiĩUŨuũ", '\u0304': "AĀaāEĒeēIĪiīOŌoōUŪuū", '\u0306': "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ", '\u0307': "CĊcċEĖeėGĠgġIİZŻzż",
		'\u0308': "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸ", '\u030a': "AÅaåUŮuů", '\u030b': "OŐoőUŰuű", '\u030c': "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžLĽlľGǦgǧ",
		'\u0327': "CÇcçSŞsşTŢtţGĢgģKĶkķLĻlļNŅnņRŖrŗ", '\u0328': "AĄaąEĘeęIĮiįUŲuųOǪoǫ",
	} {
		r := []rune(pairs)
		for i := 0; i+1 < len(r); i += 2 {
			out[string(r[i])+string(mark)] = string(r[i+1])
		}
	}
	return out
})

// compose puts an accent on a letter.
func compose(base string, mark rune) string {
	if s, ok := composed()[base+string(mark)]; ok {
		return s
	}
	return base + string(mark)
}

// Escape writes a text so that LaTeX sets it, and Plain reads it again. White space becomes one blank.
func Escape(text string) string {
	var b strings.Builder
	var last rune
	for _, r := range strings.Join(strings.Fields(text), " ") {
		switch {
		case strings.ContainsRune(`&%$#_{}`, r):
			b.WriteString(`\` + string(r))
		case r == '~':
			b.WriteString(`\textasciitilde{}`)
		case r == '^':
			b.WriteString(`\textasciicircum{}`)
		case r == '\\':
			b.WriteString(`\textbackslash{}`)
		case (r == '-' || r == '\'' || r == '`') && r == last: // no ligatures
			b.WriteString("{}" + string(r))
		default:
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
