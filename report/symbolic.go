package report

import (
	"errors"
	"fmt"
	"slices"

	"parley/formulas"
	"parley/game"
	"parley/internal/ratfunc"
	"parley/num"
	"parley/solve"
	"parley/solve/symbolic"
)

// Symbolic is an answer to the question under which conditions on its params a model has which equilibria.
type Symbolic struct {
	Version string
	Path    string // of the file, as given
	Set     []Setting
	*formulas.Collection
}

// A sheet is one class in writing.
type sheet struct {
	number int
	name   string
	met    string // where it was met
	// the same as numbers: of equilibria at the baseline, and how many draws
	baseline []int
	draws    int
	err      error  // why there are no formulas
	several  string // which of several solutions, if so
	fixed    error  // why conditions are sufficient only

	conditions []written
	parts      []writtenPart
	given      []written
	ties       []string
	rows       []formulaRow
	payoffs    []named
	marks      []named
	free       []string // actions of any probability
}

// written is a condition and what it is needed for.
type written struct{ text, why string }

// writtenPart is cases of which one must hold.
type writtenPart struct {
	head  string
	cases [][]written
}

// named is a formula with the name of what it is.
type named struct{ name, formula string }

// formulaRow is play and beliefs at one information set.
type formulaRow struct {
	player, infoset string
	id              game.InfosetID
	moves           []named // formula "" if it is the only one
	subject         string
	beliefs         []named
}

// sheets writes all classes.
func (s *Symbolic) sheets(w *symbolic.Writer) []sheet {
	var out []sheet
	names := map[string]int{}
	for k := range s.Entries {
		e := &s.Entries[k]
		in, err := game.NewInstance(s.Model.Game, e.Values)
		if err != nil {
			continue // it was solved there
		}
		list := slices.Clone(e.Equilibria)
		list[e.At] = solve.Equilibrium{Assessment: e.Member, Certificate: list[e.At].Certificate, Radius: list[e.At].Radius}
		v := newView(in, &list[e.At])
		name := Names(in, list)[e.At]
		if names[name]++; names[name] > 1 {
			name += fmt.Sprintf(" (%d)", names[name])
		}
		base := sheet{name: name, met: s.metAt(e), err: e.Err, fixed: e.Fixed, draws: e.Draws}
		for _, i := range e.Baseline {
			base.baseline = append(base.baseline, i+1)
		}
		if e.Err != nil {
			base.number = len(out) + 1
			out = append(out, base)
			continue
		}
		for i, c := range e.Classes {
			x := base
			x.number = len(out) + 1
			if len(e.Classes) > 1 {
				x.several = fmt.Sprintf("solution %d of %d of the indifferences", i+1, len(e.Classes))
			}
			s.fill(&x, w, c, v)
			out = append(out, x)
		}
	}
	return out
}

// metAt says where a class was met.
func (s *Symbolic) metAt(e *formulas.Entry) string {
	var at []string
	for _, i := range e.Baseline {
		at = append(at, fmt.Sprintf("E%d", i+1))
	}
	text := "not met at the baseline"
	if len(at) > 0 {
		text = join(at, ", ") + " at the baseline"
	}
	if s.Draws > 0 {
		text += fmt.Sprintf("; met at %s of %s draws", Thousands(e.Draws), Thousands(s.Draws))
	}
	return text
}

func (s *Symbolic) fill(x *sheet, w *symbolic.Writer, c *symbolic.Class, v *view) {
	g := s.Model.Game
	list := func(conditions []symbolic.Condition) (out []written) {
		for i := range conditions {
			out = append(out, written{w.Condition(&conditions[i]), s.why(&conditions[i])})
		}
		return out
	}
	x.conditions, x.given = list(c.Conditions), list(c.Given)
	for _, p := range c.Parts {
		part := writtenPart{head: s.partHead(p.Infosets)}
		for _, k := range p.Cases {
			part.cases = append(part.cases, list(k.Conditions))
		}
		x.parts = append(x.parts, part)
	}
	for _, p := range c.Ties {
		x.ties = append(x.ties, w.Tie(p))
	}
	for _, h := range inTime(g) {
		if c.Play[h] == nil {
			continue
		}
		row := formulaRow{player: Plain(g.Players[g.Infosets[h].Player]), infoset: Plain(title(&g.Infosets[h])), id: h}
		for _, a := range c.Play[h] {
			m := named{name: Plain(g.Actions[a].Name)}
			switch {
			case !c.Known[a]:
				x.free = append(x.free, fmt.Sprintf("%s at %s", m.name, row.infoset))
				m.formula = "any"
			case len(c.Play[h]) > 1:
				m.formula = w.Func(c.Mixing[a])
			}
			row.moves = append(row.moves, m)
		}
		row.subject, row.beliefs = beliefsOf(w, c, v, h)
		x.rows = append(x.rows, row)
	}
	for p, f := range c.Payoffs {
		x.payoffs = append(x.payoffs, named{Plain(g.Players[p]), w.Func(f)})
	}
	for m, f := range c.Marks {
		x.marks = append(x.marks, named{Plain(g.Marks[m].Name), w.Func(f)})
	}
}

// beliefsOf writes the beliefs at an information set, by what is believed there.
func beliefsOf(w *symbolic.Writer, c *symbolic.Class, v *view, h game.InfosetID) (subject string, out []named) {
	nodes := v.in.Infosets[h].Nodes
	if c.Beliefs == nil || len(nodes) < 2 || len(nodes) > mostNodes {
		return "", nil
	}
	subject, facts, chance := v.facts(h)
	if !chance {
		return "", nil // what others play says that already
	}
	for _, f := range facts {
		var sum ratfunc.Func
		for _, n := range f.nodes {
			sum = sum.Add(c.Beliefs[n])
		}
		if !sum.IsZero() {
			out = append(out, named{f.name, w.Func(sum)})
		}
	}
	return subject, out
}

func (s *Symbolic) partHead(infosets []game.InfosetID) string {
	if len(infosets) == 0 {
		return "and one of these:"
	}
	var names []string
	for _, h := range infosets {
		names = append(names, "“"+Plain(title(&s.Model.Game.Infosets[h]))+"”")
	}
	const most = 3
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return "and, for play and beliefs off the path at " + join(names, ", ") + ", one of these:"
}

// why says what a condition is needed for.
func (s *Symbolic) why(c *symbolic.Condition) string {
	g := s.Model.Game
	r := c.Why
	at, who, action, than := "", "", "", ""
	if r.Infoset != game.None {
		h := &g.Infosets[r.Infoset]
		at = " at “" + Plain(title(h)) + "”"
		who = "chance"
		if h.Player != game.Chance {
			who = Plain(g.Players[h.Player])
		}
	}
	if r.Action != game.None {
		action = Plain(g.Actions[r.Action].Name)
	}
	if r.Than != game.None {
		than = Plain(g.Actions[r.Than].Name)
	}
	switch r.Kind {
	case symbolic.NoGain:
		return fmt.Sprintf("%s does not gain by %s instead of %s%s", who, action, than, at)
	case symbolic.Probability:
		return fmt.Sprintf("%s%s has a probability above 0", action, at)
	case symbolic.OffPath:
		if action == "" {
			return "a belief" + at + " supports it"
		}
		return fmt.Sprintf("some belief or play off the path keeps %s from gaining by %s%s", who, action, at)
	case symbolic.Sign:
		return "a denominator has this sign"
	case symbolic.Branch:
		return "a min or max takes this branch"
	}
	return fmt.Sprintf("%s and %s are worth the same%s", action, than, at)
}

// outside says in words why a class has no formulas.
func outside(err error) string {
	if errors.Is(err, symbolic.ErrIrrational) {
		return "no formulas: probabilities of several players determine each other (doubly mixed), so that mixing is no rational function of the params"
	}
	return "no formulas: " + Plain(err.Error())
}

// sufficient says why conditions are sufficient only.
func sufficient(err error) string {
	return "sufficient, for the play off the path that was met: other play there may support the same elsewhere (" + Plain(err.Error()) + ")"
}

// headline says what was looked at.
func (s *Symbolic) headline() string {
	n := len(s.Entries)
	text := Count(n, "class", "classes") + " of sequential equilibria "
	if s.Draws > 0 {
		text += fmt.Sprintf("met at the baseline and at %s draws (seed %d)", Thousands(s.Draws), s.Seed)
	} else {
		text += "met at the baseline"
	}
	without := 0
	for i := range s.Entries {
		if s.Entries[i].Err != nil {
			without++
		}
	}
	switch {
	case without > 0 && without == n:
		text += ", none in formulas of the params"
	case without > 0:
		text += fmt.Sprintf(", %d of them in formulas of the params", n-without)
	default:
		text += ", in formulas of the params"
	}
	return text
}

// checkedText says how formulas and solver compare.
func (s *Symbolic) checkedText() string {
	switch {
	case len(s.Wrong) > 0:
		return fmt.Sprintf("FAULT: formulas and solver disagree at %s: do not use the formulas, and report this", Count(len(s.Wrong), "point", ""))
	case s.Checked == 0:
		return ""
	case s.Checked == 1:
		return "Checked: formulas and solver agree at the baseline."
	}
	return fmt.Sprintf("Checked: formulas and solver agree at all %s points.", Thousands(s.Checked))
}

// incomplete says why classes may be missing; "" if that is not so.
func (s *Symbolic) incomplete(why string) string {
	switch {
	case s.Stopped:
		return "Stopped (" + why + "): classes may be missing."
	case s.Incomplete > 0 && s.Base != nil && !s.Base.Complete && s.Incomplete == 1:
		return "The list of equilibria at the baseline is not proved complete (" + s.Base.IncompleteBecause + "): classes may be missing."
	case s.Incomplete > 0:
		return fmt.Sprintf("At %s the list of equilibria is not proved complete: classes may be missing.", Count(s.Incomplete, "point", ""))
	}
	return ""
}

// ranges writes the domain: the params' ranges.
func (s *Symbolic) ranges() (bounded []string, unbounded []string) {
	used := usedParams(s.Model.Game)
	for i, p := range s.Model.Params {
		if !used[i] {
			continue
		}
		if r := s.Domain.Ranges[i]; r.Bounded {
			bounded = append(bounded, fmt.Sprintf("%s %s to %s", p.Name, decimalOrFraction(r.Low), decimalOrFraction(r.High)))
		} else {
			unbounded = append(unbounded, p.Name)
		}
	}
	return bounded, unbounded
}

// decimalOrFraction writes a number of a model: as a decimal if it ends soon, otherwise as a fraction.
func decimalOrFraction(x num.Rat) string {
	if d := x.Decimal(6); num.MustParse(d).Equal(x) {
		return d
	}
	return x.String()
}

func usedParams(g *game.Game) map[int]bool {
	used := map[int]bool{}
	for n := range g.Nodes {
		if !g.Terminal(game.NodeID(n)) {
			continue
		}
		for p := range g.Players {
			for _, i := range g.Pool.Params(g.Payoff(game.NodeID(n), game.PlayerID(p))) {
				used[i] = true
			}
		}
	}
	for a := range g.Actions {
		if g.Infosets[g.Actions[a].Infoset].Player == game.Chance {
			for _, i := range g.Pool.Params(g.Actions[a].Prob) {
				used[i] = true
			}
		}
	}
	return used
}
