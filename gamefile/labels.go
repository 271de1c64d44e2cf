package gamefile

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parley/game"
)

// tidy returns a label as Gambit wants it: without control characters, without blanks at its ends
// and with single blanks inside.
func tidy(label string) string {
	if label == "" {
		return ""
	}
	return strings.Join(strings.FieldsFunc(label, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// distinct returns the labels with a number added to each that is empty or stands more than once:
// x_1, x_2, as Gambit does. No two labels of the result are equal.
func distinct(labels []string) []string {
	if allDistinct(labels) {
		return labels
	}
	count := make(map[string]int, len(labels))
	for _, l := range labels {
		count[l]++
	}
	next := map[string]int{}
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = l
		if l != "" && count[l] == 1 {
			continue
		}
		for {
			next[l]++
			out[i] = l + "_" + strconv.Itoa(next[l])
			if count[out[i]] == 0 {
				count[out[i]] = 1
				break
			}
		}
	}
	return out
}

// allDistinct looks at short lists only: true means that no label needs a number.
func allDistinct(labels []string) bool {
	if len(labels) > 8 {
		return false
	}
	for i, l := range labels {
		if l == "" || slices.Contains(labels[:i], l) {
			return false
		}
	}
	return true
}

// distinctNamed is distinct for labels that may be empty: those stay empty.
func distinctNamed(labels []string) []string {
	var named []string
	for _, l := range labels {
		if l != "" {
			named = append(named, l)
		}
	}
	named = distinct(named)
	out := make([]string, len(labels))
	for i, l := range labels {
		if l != "" {
			out[i], named = named[0], named[1:]
		}
	}
	return out
}

// unlabelled returns what an information set without a label is called.
func unlabelled(p game.PlayerID, number int) string {
	if p == game.Chance {
		return "chance"
	}
	return "set " + strconv.Itoa(number)
}
