package reading

import "strings"

// A layout is how a text tells its speakers apart: for each line, the label that begins a turn there.
type layout struct {
	name   string
	labels []*label // of each line, nil for none
	turns  int
}

// Names of the layouts, as documents show them.
const (
	layoutLetters  = "Q and A before each turn"
	layoutPrefix   = "NAME: before each turn"
	layoutOwnLine  = "a name on its own line before each turn"
	layoutBold     = "questions in bold"
	layoutHeadings = "questions as headings"
	layoutNone     = "no speakers"
)

// findLayout returns the layout that explains most of the lines.
func findLayout(lines []Line) layout {
	best := layout{name: layoutNone, labels: make([]*label, len(lines))}
	for _, form := range []struct {
		labelForm
		name string
	}{{letters, layoutLetters}, {prefix, layoutPrefix}, {ownLine, layoutOwnLine}} {
		if l := withLabels(lines, form.labelForm, form.name); l.turns > best.turns {
			best = l
		}
	}
	if best.turns > 0 {
		return best
	}
	for _, form := range []struct {
		name string
		is   func(*Line) bool
	}{
		{layoutBold, func(l *Line) bool { return l.Kind != Heading && l.allBold() }},
		{layoutHeadings, func(l *Line) bool { return l.Kind == Heading }},
	} {
		if l := withQuestions(lines, form.name, form.is); l.turns > best.turns {
			best = l
		}
	}
	return best
}

// withLabels finds the turns that labels of one form begin. A name counts if it stands before two turns or more; a name that stands before
// one only counts if others of its looks are there.
func withLabels(lines []Line, form labelForm, name string) layout {
	out := layout{name: name, labels: make([]*label, len(lines))}
	found := make([]*label, len(lines))
	count, marked := map[string]int{}, map[string]bool{}
	apart := 0
	for i := range lines {
		if lines[i].Apart {
			apart++
		}
	}
	dense := apart*10 <= len(lines) // no blank lines to speak of: any line may begin a turn
	for i := range lines {
		for _, l := range labelsOf(&lines[i]) {
			if l.form != form || !mayBegin(lines, i, form, dense) {
				continue
			}
			if form == ownLine && !spoken(lines, i) {
				continue
			}
			found[i] = &l
			count[key(l.name)]++
			marked[key(l.name)] = marked[key(l.name)] || l.mark
		}
	}
	speakers, repeated := map[string]bool{}, 0
	for k, n := range count {
		if n >= 2 {
			repeated++
		}
		speakers[k] = n >= 2 || form == letters
	}
	once := onceToo(lines, found, count, marked, form, repeated)
	distinct := map[string]bool{}
	for i, l := range found {
		if l != nil && (speakers[key(l.name)] || once[key(l.name)]) {
			out.labels[i] = l
			out.turns++
			distinct[key(l.name)] = true
		}
	}
	if len(distinct) < 2 {
		return layout{name: layoutNone, labels: make([]*label, len(lines))}
	}
	return out
}

// onceToo returns the names that stand before one turn only and are speakers all the same: in an interview of one question with its answer,
// and where two others at least are repeated and the label looks like theirs.
func onceToo(lines []Line, found []*label, count map[string]int, marked map[string]bool, form labelForm, repeated int) map[string]bool {
	out := map[string]bool{}
	var last *label
	lastAt := 0
	for i, l := range found {
		if l == nil {
			continue
		}
		k := key(l.name)
		if count[k] == 1 && repeated >= 2 && (marked[k] || form == prefix && aliasOf(k, count)) {
			out[k] = true
		}
		if form == prefix && last != nil && key(last.name) != k && endsAsking(lines[lastAt:i], last) && repeated < 2 {
			out[k], out[key(last.name)] = true, true
		}
		last, lastAt = l, i
	}
	return out
}

func endsAsking(lines []Line, first *label) bool {
	last := lines[len(lines)-1].Text
	return len(lines) > 0 && (len(lines) > 1 || first.rest < len(last)) && strings.HasSuffix(strings.TrimRight(last, `"”’ `), "?")
}

// aliasOf tells whether a name is the last part of a name that is repeated, or the other way round.
func aliasOf(k string, count map[string]int) bool {
	for other, n := range count {
		if n >= 2 && other != k && (strings.HasSuffix(other, " "+k) || strings.HasSuffix(k, " "+other)) {
			return true
		}
	}
	return false
}

// mayBegin tells whether a turn may begin with line i.
func mayBegin(lines []Line, i int, form labelForm, dense bool) bool {
	if lines[i].Apart || i == 0 || dense {
		return true
	}
	if form == ownLine {
		return false
	}
	before := strings.TrimRight(lines[i-1].Text, `"'”’)] `)
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".?!:") || strings.HasSuffix(before, "…") || lines[i-1].allBold()
}

// spoken tells whether words follow a name on its own line: not another name, and not the end.
func spoken(lines []Line, i int) bool {
	if i+1 >= len(lines) {
		return false
	}
	for _, l := range labelsOf(&lines[i+1]) {
		if l.form == ownLine && key(l.name) != key(lines[i].Text) && len(strings.Fields(l.name)) > 1 && !strings.ContainsAny(lines[i+1].Text, ".?!") {
			return false
		}
	}
	return true
}

// withQuestions finds questions that are set apart by their looks, with answers in plain type below.
func withQuestions(lines []Line, name string, is func(*Line) bool) layout {
	out := layout{name: name, labels: make([]*label, len(lines))}
	questions := 0
	asking := false // the lines so far since the last plain one are set apart
	for i := 0; i < len(lines); {
		if !is(&lines[i]) {
			if asking {
				out.labels[i] = &label{name: "A", form: letters}
				out.turns++
				asking = false
			}
			i++
			continue
		}
		j := i
		ask := false
		for j < len(lines) && is(&lines[j]) {
			ask = ask || strings.HasSuffix(strings.TrimRight(lines[j].Text, `"”’ `), "?")
			j++
		}
		if ask && j < len(lines) {
			out.labels[i] = &label{name: "Q", form: letters}
			out.turns++
			questions++
			asking = true
		}
		i = j
	}
	if questions < 2 {
		return layout{name: layoutNone, labels: make([]*label, len(lines))}
	}
	return out
}
