package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/num"
	"parley/query"
	"parley/regime"
)

// A Mapped is a map of regimes, to be written.
type Mapped struct {
	*regime.Map
	Version string
	Set     []Setting // params moved away from the baseline
	// Regrets are, for each regime whose equilibria at its point were checked, the most that a player could gain by
	// deviating from each.
	Regrets map[*regime.Regime][]num.Rat

	classes, regimes []string // names
}

// NewMapped names what the map found.
func NewMapped(m *regime.Map, version string, set []Setting) *Mapped {
	d := &Mapped{Map: m, Version: version, Set: set, classes: classNames(m)}
	d.regimes = regimeNames(m, d.classes)
	return d
}

// axisName is the name of a param of an axis.
func (d *Mapped) axisName(a regime.Axis) string { return d.Model.Params[a.Param].Name }

// title is the name of the model, or else of its file.
func (d *Mapped) title() string {
	if d.Model.Title != "" {
		return Plain(d.Model.Title)
	}
	return Plain(d.Model.Path)
}

// plane says what is mapped and where all other params stand.
func (d *Mapped) plane() string {
	text := ""
	for i, a := range []regime.Axis{d.X, d.Y} {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s from %s to %s", d.axisName(a), Number(a.Low), Number(a.High))
	}
	return text + d.others()
}

// others says where the params that are not mapped stand.
func (d *Mapped) others() string {
	const most = 6
	var parts []string
	for i, p := range d.Model.Params {
		if i != d.X.Param && i != d.Y.Param {
			parts = append(parts, p.Name+" = "+Number(d.Baseline[i]))
		}
	}
	if len(parts) <= most {
		if len(parts) == 0 {
			return ""
		}
		return "; " + strings.Join(parts, ", ")
	}
	var moved []string
	for _, s := range d.Set {
		if s.Name != d.axisName(d.X) && s.Name != d.axisName(d.Y) {
			moved = append(moved, s.Name+" = "+Number(s.Value))
		}
	}
	if moved == nil {
		return "; all other params at the baseline"
	}
	return "; " + strings.Join(moved, ", ") + ", all other params at the baseline"
}

// headline counts the regimes.
func (d *Mapped) headline() string {
	n := 0
	for _, r := range d.Regimes {
		if r.Kind == regime.Solved {
			n++
		}
	}
	text := Count(n, "regime", "regimes")
	if n == 0 {
		text = "no regime"
	}
	if extra := len(d.Regimes) - n; extra > 0 {
		var parts []string
		for i, r := range d.Regimes {
			if r.Kind != regime.Solved {
				parts = append(parts, "“"+Plain(d.regimes[i])+"”")
			}
		}
		text += ", and " + strings.Join(parts, ", ")
	}
	return text
}

// condition writes where a regime lies, "" if no formula tells.
func (d *Mapped) condition(i int) string {
	r := &d.Regimes[i]
	var parts []string
	for _, s := range r.Condition {
		parts = append(parts, d.SideText(s))
	}
	if parts != nil {
		return strings.Join(parts, " and ")
	}
	for k := range d.Regimes {
		if k != i && d.Regimes[k].Condition == nil {
			return ""
		}
	}
	if len(d.Regimes) < 2 {
		return ""
	}
	return "everywhere else"
}

// where says which regimes the ranges of the params and the baseline lie in.
func (d *Mapped) where() string {
	var parts []string
	whole := -1
	for i, r := range d.Regimes {
		if r.Inside > 1-1e-9 {
			whole = i
		} else if r.Inside > 1e-9 {
			parts = append(parts, shareText(r.Inside)+" in "+letter(i))
		}
	}
	text := ""
	switch {
	case whole >= 0 && d.Covers:
	case whole >= 0:
		text = "The params' own ranges lie wholly in " + letter(whole)
	case parts != nil && !d.Covers:
		text = "The box of the params' own ranges lies to " + strings.Join(parts, ", ")
	}
	base := ""
	switch {
	case d.At.X < 0 || d.At.X > 1 || d.At.Y < 0 || d.At.Y > 1:
		base = "the baseline lies outside of the map"
	case d.AtRegime >= 0:
		base = "the baseline lies in " + letter(d.AtRegime)
	default:
		base = "the baseline lies on a boundary"
	}
	if text == "" {
		return upper(base) + "."
	}
	return text + "; " + base + "."
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// shareText writes a share of an area.
func shareText(x float64) string { return Percent(num.FromFloat(min(max(x, 0), 1))) }

// limits says how the map was found and what it may have missed.
func (d *Mapped) limits() []string {
	text := fmt.Sprintf("Solved at %s points: a grid of %d by %d cells, then the boundaries by bisection to a millionth of each axis. A regime that is narrower than a cell may be missed.",
		Thousands(d.Points), d.Grid, d.Grid)
	if d.Basis == regime.Path {
		text += " Equilibria are told apart by play on the path alone."
	}
	if d.Because == "" {
		return []string{text}
	}
	return []string{fmt.Sprintf("Not finished: %s. Boundaries that were not followed to the end are coarser, up to a cell of the grid of %d by %d cells.", d.Because, d.Grid, d.Grid)}
}

// formulaNotes says how the formulas are known.
func (d *Mapped) formulaNotes() []string {
	var out []string
	for _, k := range []struct {
		known regime.Known
		text  string
	}{
		{regime.Derived, "Derived formulas are conditions for the equilibria on one side, worked out in symbols; that they end the regime was seen at every point of the boundary that was found, and at fresh points on both sides of the curve."},
		{regime.Fitted, "Fitted formulas are not derived: each changes sign, in exact arithmetic, at every point of the boundary that was found, and the game was solved at fresh points on both sides of the curve."},
	} {
		if slices.ContainsFunc(d.Formulas, func(f regime.Formula) bool { return f.Known == k.known }) {
			out = append(out, k.text)
		}
	}
	return out
}

// formula writes a formula in all params and, where they differ, on the plane of the map.
func (d *Mapped) formula(i int) string {
	text, here := d.Map.Text(&d.Formulas[i]), d.PlaneText(&d.Formulas[i])
	if here == text {
		return text
	}
	return text + ", here " + here
}

// bisected counts the points of boundaries with a formula.
func (d *Mapped) bisected(formula int) int {
	n := 0
	for _, b := range d.Boundaries {
		if b.Formula == formula {
			n += len(b.Points)
		}
	}
	return n
}

// asked lists what was asked at each point: the questions of the model, then the queries of the command.
func (d *Mapped) asked() (texts []string, queries []query.Query) {
	for _, q := range d.Questions {
		texts, queries = append(texts, q.Text), append(queries, q.Query)
	}
	for _, q := range d.Queries {
		texts, queries = append(texts, say(q)), append(queries, q)
	}
	return texts, queries
}

// spanText writes the range of an answer.
func spanText(q query.Query, s regime.Span) string {
	if !s.Defined {
		return "–"
	}
	value := func(x float64) string { return valueText(q, query.Value{Defined: true, Float: x}) }
	low, high := value(s.Low), value(s.High)
	if low == high {
		return low
	}
	if a, ok := strings.CutSuffix(low, " %"); ok && strings.HasSuffix(high, " %") && !strings.ContainsAny(low+high, "<>") {
		low = a
	}
	return low + " to " + high
}

// pairs lists the pairs of regimes that have a boundary, each with the formulas of its pieces, -1 for a piece without one.
func (d *Mapped) pairs() (list [][2]int, formulas [][]int) {
	for _, b := range d.Boundaries {
		p := [2]int{min(b.Left, b.Right), max(b.Left, b.Right)}
		i := slices.Index(list, p)
		if i < 0 {
			i = len(list)
			list, formulas = append(list, p), append(formulas, nil)
		}
		if !slices.Contains(formulas[i], b.Formula) {
			formulas[i] = append(formulas[i], b.Formula)
		}
	}
	return list, formulas
}
