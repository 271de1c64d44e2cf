package reading

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The forms in which a text names the speaker of a turn.
type labelForm int

const (
	noForm  labelForm = iota
	letters           // Q. and A.
	prefix            // NAME: before the words
	ownLine           // NAME on a line of its own
)

// A label is a speaker's name before a turn.
type label struct {
	name string // as written, without what surrounds it
	form labelForm
	rest int  // where in the line the words begin
	mark bool // it is bold, in capitals, a heading or has a colon: hardly a sentence
}

var (
	stamp     = &lazy{expr: `^[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?[\])]?\s*[-–—]?\s*`}
	stampTail = &lazy{expr: `\s*[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?[\])]?\s*$`}
	qaLabel   = &lazy{expr: `^(?i:(Q|A)(?:uestion|nswer)?)\s?\d{0,3}\s?(?:[.:)]|\s[-–—])\s*`}
	named     = &lazy{expr: `^([^:()\[\]]{1,60}?)\s*(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\]|,\s[^:]{1,60})?\s*:\s+`}
	dashed    = &lazy{expr: `^([^:—–]{1,60}?)\s*[—–]\s*`}
	affixed   = &lazy{expr: `\s*(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])$`}
)

// labelsOf returns the labels that a line may begin with, at most one of each form.
func labelsOf(l *Line) []label {
	var out []label
	at := len(stamp.get().FindString(l.Text))
	text := l.Text[at:]
	if m := qaLabel.get().FindStringSubmatch(text); m != nil {
		rest := at + len(m[0])
		if rest == len(l.Text) || l.Kind == Heading || !lowerStart(l.Text[rest:]) {
			out = append(out, label{strings.ToUpper(m[1]), letters, rest, true})
		}
	}
	if l.Kind == Item {
		return out
	}
	bold := max(0, l.Bold-at)
	head := text[:min(len(text), longestLabel)]
	if m := find(named.get(), text, strings.Contains(head, ":")); m != nil && nameLike(m[1]) {
		out = append(out, label{m[1], prefix, at + len(m[0]), bold >= len(m[1]) || capitals(m[1])})
	} else if bold > 0 && bold < len(text) && boundary(text, bold) {
		if name := strings.TrimRight(strings.TrimSpace(text[:bold]), ":—–- "); nameLike(name) && !strings.HasSuffix(name, ".") {
			rest := bold + len(text[bold:]) - len(strings.TrimLeft(text[bold:], ": —–"))
			out = append(out, label{name, prefix, at + rest, true})
		}
	} else if m := find(dashed.get(), text, strings.ContainsAny(head, "—–")); m != nil && capitals(m[1]) && nameLike(m[1]) {
		out = append(out, label{m[1], prefix, at + len(m[0]), true})
	}
	if len(text) > longestLabel {
		return out
	}
	name := affixed.get().ReplaceAllString(stampTail.get().ReplaceAllString(text, ""), "")
	bare := strings.TrimRight(name, ": ")
	if nameLike(bare) && (l.Kind == Plain || l.Kind == Heading) {
		out = append(out, label{bare, ownLine, len(l.Text), l.allBold() || l.Kind == Heading || capitals(bare) || bare != name || bare != text})
	}
	return out
}

// longestLabel is more than the bytes of the longest name with all that may stand beside it: the expressions bound both in characters.
const longestLabel = 700

// find is re.FindStringSubmatch, if the text has what every match has: most lines have not, and expressions are slow on long ones.
func find(re *regexp.Regexp, text string, may bool) []string {
	if !may {
		return nil
	}
	return re.FindStringSubmatch(text)
}

func lowerStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// boundary tells whether a word ends at byte i.
func boundary(s string, i int) bool {
	return i >= len(s) || !wordAt(s, i) || s[i-1] == ' ' || s[i-1] == ':'
}

func capitals(s string) bool {
	return strings.ToUpper(s) == s && strings.ToLower(s) != s && utf8.RuneCountInString(s) > 1
}

var particles = wordSet("de von van der den la le da di al bin ibn ben of the and el du dos")

// nameLike tells whether a short text may be a speaker's name: words with capitals, or numbers behind one.
func nameLike(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > 60 || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return false
	}
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r) || unicode.Is(unicode.Lo, r):
		case i > 0 && (particles[w] || unicode.IsDigit(r)):
		default:
			return false
		}
		for _, r := range w {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !strings.ContainsRune(".'’-‑", r) {
				return false
			}
		}
	}
	last := words[len(words)-1]
	return !strings.HasSuffix(last, ".") || utf8.RuneCountInString(last) <= 3 // "Jr.", an initial: not the end of a sentence
}

// key is a name as names are compared.
func key(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(name, "’", "'")), " "))
}
