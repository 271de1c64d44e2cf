package table

import (
	"fmt"
	"strings"
)

// longestSlug is how many characters of a question or conclusion go into the name of its column.
const longestSlug = 32

// slug makes a name that R and Python take out of a text: its words in lower case, joined by
// underscores, as many as fit. It may be empty, or begin with a digit.
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
			out = w[:min(len(w), longestSlug)]
		case len(out)+1+len(w) > longestSlug:
			return out
		default:
			out += "_" + w
		}
	}
	return out
}

// plainName tells whether R and Python take a name as it is.
func plainName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return name != ""
}

// names gives out names of columns, each once. Programs that do not tell capitals from small letters
// tell them apart, too.
type names map[string]bool

// take returns name, or name_2, name_3 ... of which neither it nor it with one of the suffixes is taken.
func (n names) take(name string, suffixes ...string) string {
	if len(suffixes) == 0 {
		suffixes = []string{""}
	}
	try := name
	for k := 2; ; k++ {
		free := true
		for _, s := range suffixes {
			free = free && !n[strings.ToLower(try+s)]
		}
		if free {
			break
		}
		try = fmt.Sprintf("%s_%d", name, k)
	}
	for _, s := range suffixes {
		n[strings.ToLower(try+s)] = true
	}
	return try
}
