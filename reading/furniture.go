package reading

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

//go:embed furniture.json
var furnitureJSON []byte

// furniture is a rule for lines that belong to the page, not to the text.
type furniture struct {
	Name    string
	Place   string // anywhere, or end: only below the last words
	Pattern string // of the whole line in lower case
	Short   int    // at most so many words
	Source  string
	re      *regexp.Regexp
}

// furnitureOnce is read when it is first asked for.
var furnitureOnce struct {
	sync.Once
	rules []furniture
}

func furnitureRules() []furniture {
	furnitureOnce.Do(func() { furnitureOnce.rules = readFurniture() })
	return furnitureOnce.rules
}

func readFurniture() []furniture {
	var out []furniture
	if err := json.Unmarshal(furnitureJSON, &out); err != nil {
		panic("reading: furniture.json: " + err.Error())
	}
	for i := range out {
		out[i].re = regexp.MustCompile(`(?i)` + out[i].Pattern)
	}
	return out
}

// mostFurniture is the length in words of the longest line that may be furniture.
const mostFurniture = 40

// furnitureRule returns the rule that a line falls under, "" for none.
func furnitureRule(l *Line, end bool) string {
	words := len(strings.Fields(l.Text))
	if words > mostFurniture {
		return ""
	}
	for _, f := range furnitureRules() {
		if (f.Place == "anywhere" || end) && (f.Short == 0 || words <= f.Short) && f.re.MatchString(l.Text) {
			return f.Name
		}
	}
	return ""
}

// sweepOut parts a text's lines from its furniture. Lines under a rule go; so do a caption that stands twice, or right above a picture's
// credit, and short lines below furniture at the end, down from the first that begins a paragraph.
func sweepOut(lines []Line) (kept []Line, dropped []Dropped) {
	rules := make([]string, len(lines))
	first := firstLabel(lines)
	for i := range lines {
		rules[i] = furnitureRule(&lines[i], false)
		if rules[i] == "" && i > 0 && lines[i].Text == lines[i-1].Text && len(lines[i].Text) > 20 {
			rules[i] = "repeated"
		}
	}
	for i := 1; i < len(lines) && i < first; i++ { // pictures stand in the head
		if rules[i] != "credit" {
			continue
		}
		j := i - 1
		for j > 0 && rules[j] == "repeated" {
			j--
		}
		if rules[j] == "" && lines[j].Kind == Plain && j < i-1 {
			rules[j] = "caption"
		}
	}
	tail := len(lines)
	for i := len(lines) - 1; i > first && i >= len(lines)-tailLines; i-- {
		if len(strings.Fields(lines[i].Text)) > mostFurniture {
			break
		}
		if lines[i].Apart && (rules[i] != "" || furnitureRule(&lines[i], true) != "") {
			tail = i
		}
	}
	for i := tail; i < len(lines); i++ {
		if rules[i] == "" {
			if rules[i] = furnitureRule(&lines[i], true); rules[i] == "" {
				rules[i] = "below furniture"
			}
		}
	}
	for i := range lines {
		if rules[i] == "" {
			kept = append(kept, lines[i])
			continue
		}
		dropped = append(dropped, Dropped{lines[i].Text, lines[i].start(), lines[i].end(), rules[i]})
		if lines[i].Apart && i+1 < len(lines) {
			lines[i+1].Apart = true
		}
	}
	return kept, dropped
}

// tailLines is how far from the end furniture of the end is looked for.
const tailLines = 12

// firstLabel returns the first line that begins a turn, or the number of lines.
func firstLabel(lines []Line) int {
	for i, l := range findLayout(lines).labels {
		if l != nil {
			return i
		}
	}
	return len(lines)
}
