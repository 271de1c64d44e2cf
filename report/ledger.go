package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"parley/account"
	"parley/ledger"
	"parley/model"
	"parley/num"
)

// A Ledgered is what parley ledger prints.
type Ledgered struct {
	*ledger.Ledger
	Version string
	Shown   []int  // the entries that are shown, in the order of the sources; nil for all
	Filter  string // says which these are, "" for all
}

// ledgerCounts sums a ledger up in words: how many claims bear on something, are left aside, or have no effect.
func ledgerCounts(entries []ledger.Entry) string {
	bear, aside, idle := 0, 0, 0
	for i := range entries {
		switch e := &entries[i]; {
		case e.Idle():
			idle++
		case len(e.Bears) == 0:
			aside++
		default:
			bear++
		}
	}
	text := fmt.Sprintf("%s: %d bear on a param, an assumption, a question or a conclusion, ", Count(len(entries), "claim", ""), bear)
	switch {
	case aside == 1:
		text += "1 is left aside on purpose, "
	case aside > 1:
		text += fmt.Sprintf("%d are left aside on purpose, ", aside)
	}
	switch idle {
	case 0:
		return text + "none is without effect."
	case 1:
		return text + "1 is without effect here."
	}
	return text + fmt.Sprintf("%d are without effect here.", idle)
}

// shows tells whether an entry is shown.
func (l *Ledgered) shows(entry int) bool { return l.Shown == nil || slices.Contains(l.Shown, entry) }

// SourceText describes a source: "by Alex Ward; Vox; 28 March 2018; reliability B, usually reliable".
func SourceText(s *account.Source) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if s.Author != "" {
		var names []string
		for _, n := range account.Names(s.Author) {
			names = append(names, n.Plain())
		}
		add("by " + andList(names))
	}
	add(s.Publisher)
	add(s.Date)
	if s.Reliability != "" {
		add("reliability " + s.Reliability + ", " + account.Meaning(account.Reliabilities, s.Reliability))
	}
	add(s.URL)
	if s.File != "" {
		add("text " + s.Shown)
	}
	return strings.Join(parts, "; ")
}

// andList joins names as in a sentence.
func andList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// CredibilityText is a grade of credibility with its meaning.
func CredibilityText(n int) string {
	if n < 1 || n > len(account.Credibilities) {
		return ""
	}
	g := account.Credibilities[n-1]
	return "credibility " + g.Code + ", " + g.Meaning
}

// rangeText writes a range: "0.2 to 0.4", or one number.
func rangeText(low, high num.Rat) string {
	if low.Equal(high) {
		return Number(low)
	}
	return Number(low) + " to " + Number(high)
}

// givesTexts says what a claim gives: "0.2 to 0.4 (likely) to war".
func givesTexts(gives []account.Given) string {
	var out []string
	for _, g := range gives {
		s := rangeText(g.Low, g.High)
		if g.Word != "" {
			s = g.Word + ", " + s
		}
		if g.Param != "" {
			s += ", to " + g.Param
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// WidenedText says why a param's range is not what the model says, "" where it is.
func WidenedText(p *model.Param) string {
	switch p.Widened {
	case model.FromClaims:
		return "the range of its claims"
	case model.FromConflict:
		if p.Said.Low.Equal(p.Said.High) {
			return "its claims conflict: the range holds all of them"
		}
		return "its claims conflict: widened from " + rangeText(p.Said.Low, p.Said.High) + ", " + p.Said.Kind
	}
	return ""
}

// widenedMark is a word on a range that conflicting claims have widened, where there is room for no more.
func widenedMark(p *model.Param) string {
	if p.Widened == model.FromConflict {
		return " (widened)"
	}
	return ""
}

// widenedTexts says of each param whose range is not what the model says what became of it.
func widenedTexts(m *model.Model) []string {
	var out []string
	for i := range m.Params {
		p := &m.Params[i]
		if why := WidenedText(p); why != "" {
			out = append(out, fmt.Sprintf("%s from %s (%s)", p.Name, rangeText(p.Dist.Low, p.Dist.High), why))
		}
	}
	return out
}

// EntryName names a claim of the ledger.
func (l *Ledgered) EntryName(i int) string { return entryName(l.Entries, i) }

func entryName(entries []ledger.Entry, i int) string {
	switch c := &entries[i].Claim; {
	case c.ID != "":
		return c.ID
	case c.Turn != "":
		return "turn " + c.Turn
	}
	return fmt.Sprintf("claim %d", i+1)
}

// modelNames are short names of the models: their files, as far as that tells them apart.
func (l *Ledgered) modelNames() []string {
	names := make([]string, len(l.Models))
	seen := map[string]int{}
	for i, m := range l.Models {
		names[i] = filepath.Base(m.Path)
		seen[names[i]]++
	}
	for i, m := range l.Models {
		if seen[names[i]] > 1 {
			names[i] = m.Path
		}
	}
	return names
}

// bearsLines says what a claim bears on, a line for each model.
func (l *Ledgered) bearsLines(e *ledger.Entry) []string {
	names := l.modelNames()
	var out []string
	for of := range l.Models {
		kinds := map[string][]string{}
		for _, b := range e.Bears {
			if b.Of == of {
				name := b.Name
				if b.Kind != "param" {
					name = "“" + abridged(b.Name, 60) + "”"
				}
				kinds[b.Kind] = append(kinds[b.Kind], name)
			}
		}
		var parts []string
		for _, k := range []string{"param", "assumption", "question", "conclusion"} {
			if list := kinds[k]; len(list) > 0 {
				parts = append(parts, countless(len(list), k)+" "+strings.Join(list, ", "))
			}
		}
		if len(parts) == 0 {
			continue
		}
		line := strings.Join(parts, "; ")
		if len(l.Models) > 1 {
			line = names[of] + ": " + line
		}
		out = append(out, line)
	}
	return out
}

func countless(n int, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}

// hedgeText says how sure the account sounds, with the range of the word on the models' scale.
func (l *Ledgered) hedgeText(c *account.Claim) string {
	if c.Hedge == "" {
		return ""
	}
	if low, high, ok := l.Hedge(c); ok {
		return c.Hedge + " [" + rangeText(low, high) + "]"
	}
	return c.Hedge
}

// claimPlace says where in its source a claim stands, if that is more than the number of a turn.
func claimPlace(c *account.Claim) string {
	if places, err := account.ParsePlaces(c.Turn); err == nil && len(places) == 1 && places[0].Whole() && places[0].Exchange {
		return ""
	}
	return c.Turn
}

// titleOf is the title of a model, or its path.
func titleOf(m *model.Model) string { return cmp.Or(m.Title, m.Path) }
