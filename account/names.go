package account

import (
	"regexp"
	"strings"
)

// A Name is that of an author. Family alone is the name of an organization, or of somebody with one name.
type Name struct{ Given, Family string }

// splitAnd finds the word and between names.
var splitAnd = regexp.MustCompile(`\s+and\s+`)

// Names returns the authors of a source. They are joined by " and ", each written "Given Family" or "Family, Given"; in braces stands an
// organization, whose name is one whole, as in BibTeX.
func Names(author string) []Name {
	var out []Name
	for _, part := range splitNames(author) {
		part = strings.Join(strings.Fields(part), " ")
		if part == "" {
			continue
		}
		if inner, ok := braced(part); ok {
			out = append(out, Name{Family: strings.TrimSpace(inner)})
			continue
		}
		if family, given, ok := strings.Cut(part, ","); ok {
			out = append(out, Name{strings.TrimSpace(given), strings.TrimSpace(family)})
			continue
		}
		i := strings.LastIndexByte(part, ' ')
		out = append(out, Name{strings.TrimSpace(part[:max(i, 0)]), part[i+1:]})
	}
	return out
}

// splitNames cuts at the word and outside braces.
func splitNames(author string) []string {
	var out []string
	start := 0
	for _, m := range splitAnd.FindAllStringIndex(author, -1) {
		if strings.Count(author[start:m[0]], "{") != strings.Count(author[start:m[0]], "}") {
			continue
		}
		out = append(out, author[start:m[0]])
		start = m[1]
	}
	return append(out, author[start:])
}

func braced(s string) (string, bool) {
	if len(s) > 2 && s[0] == '{' && s[len(s)-1] == '}' && !strings.ContainsAny(s[1:len(s)-1], "{}") {
		return s[1 : len(s)-1], true
	}
	return "", false
}

// String writes a name so that Names reads it again.
func (n Name) String() string {
	switch {
	case n.Given == "" && strings.ContainsAny(n.Family, " ,"):
		return "{" + n.Family + "}"
	case n.Given == "":
		return n.Family
	case strings.Contains(n.Family, " ") || strings.Contains(n.Given, ","):
		return n.Family + ", " + n.Given
	}
	return n.Given + " " + n.Family
}

// Authors writes the authors of a source in one form: "Ward, Alex" becomes "Alex Ward".
func Authors(author string) string {
	var out []string
	for _, n := range Names(author) {
		out = append(out, n.String())
	}
	return strings.Join(out, " and ")
}

// Plain writes a name as it is read: without braces.
func (n Name) Plain() string { return strings.TrimSpace(n.Given + " " + n.Family) }
