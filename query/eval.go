package query

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// How a query is evaluated where a model has several equilibria, components and variants:
//
//   - An entry of a result is a point or a component; a component is looked at in its Members.
//   - A query with where= asks a variant's game, which has equilibria of its own and nothing says
//     which of them goes with which of the base game's. So an entry of the base game is combined
//     with every entry of every variant that the query or condition mentions.
//   - The answer of an entry is the range over all its members and combinations. A condition is true
//     in an entry if it is true in all of them, false if it is true in none, else mixed.
//   - Where only variants are asked and nothing of the base game, every entry gets the same answer.

// Solved is one game at given values with the equilibria found there.
type Solved struct {
	In         *game.Instance
	Equilibria []solve.Equilibrium
}

// Worlds are the solved games of one model at the same values, by name of the variant, "" for the
// model's own game.
type Worlds map[string]Solved

// A Filter says which entries of the equilibria of each game count, e.g. those that pass a
// refinement. Nil, and a game without an entry in it, let all pass.
type Filter map[string][]bool

func (f Filter) keeps(where string, i int) bool {
	k, ok := f[where]
	return !ok || k[i]
}

// Keep returns the entries that count in a game with n of them.
func (f Filter) Keep(where string, n int) []int {
	var out []int
	for i := range n {
		if f.keeps(where, i) {
			out = append(out, i)
		}
	}
	return out
}

// A Value is the value of a query, or why it has none.
type Value struct {
	Defined bool
	Why     string  // if not defined: "play never reaches ..."
	Float   float64 // nearest float64
	Exact   bool    // Rat is the value; otherwise Float is all that is known
	Rat     num.Rat
}

// An Answer is the value of a query in one entry of a list of equilibria. Low and High differ where
// the entry is a component, where a belief is not determined or where a variant has several
// equilibria.
type Answer struct {
	Low, High Value
	// Value is the value in the member that the entry gives, with the first entry of each variant; or
	// the first that is defined.
	Value Value
	// Partly tells whether the query is undefined for some of what the entry stands for; Why says for
	// what reason. It is undefined for all of it if Low is.
	Partly bool
	Why    string
}

// Truth is the value of a condition in one entry of a list of equilibria.
type Truth string

// The truth values.
const (
	True      Truth = "true"
	False     Truth = "false"
	Mixed     Truth = "mixed"     // true in some members or combinations, not in others
	Undefined Truth = "undefined" // it has no truth value in any: play never reaches what it is about
)

// Ask evaluates one query exactly in entry i of the base game's equilibria.
func Ask(q Query, w Worlds, i int) (Answer, error) {
	e := NewEvaluator(w.games())
	c, err := e.Query(q)
	if err != nil {
		return Answer{}, err
	}
	return e.At(w).Answer(c, i, nil), nil
}

// Judge evaluates one condition in entry i of the base game's equilibria; why is set if it is not
// defined.
func Judge(c Condition, w Worlds, i int) (t Truth, why string, err error) {
	e := NewEvaluator(w.games())
	k, err := e.Condition(c)
	if err != nil {
		return Undefined, "", err
	}
	t, why = e.At(w).Truth(k, i, nil)
	return t, why, nil
}

func (w Worlds) games() map[string]*game.Game {
	out := map[string]*game.Game{}
	for name, s := range w {
		out[name] = s.In.Game
	}
	return out
}

// An Evaluation is an Evaluator at given values. It keeps what it has worked out and is for one
// goroutine; it is valid as long as the instances stay at these values.
type Evaluation struct {
	e     *Evaluator
	w     Worlds
	exact half[num.Rat]
	float half[flt]
}

// half is the part of an evaluation that is in numbers of type T.
type half[T number[T]] map[string][]member[T]

// member is one member of an entry with the values of the leaves known so far.
type member[T number[T]] struct {
	entry int
	world *world[T]
	low   []result[T] // by leaf
	high  []result[T]
	known []bool
}

// At starts an evaluation. Every game that a compiled query mentions must be in w when it is
// evaluated.
func (e *Evaluator) At(w Worlds) *Evaluation {
	return &Evaluation{e: e, w: w, exact: half[num.Rat]{}, float: half[flt]{}}
}

func (ev *Evaluation) rats(where string) []member[num.Rat] {
	return members(ev, ev.exact, where, func(in *game.Instance, a *game.Assessment, c solve.Certificate, count int) *world[num.Rat] {
		return newWorld(ev.e.sites[where], in, a, c, count, toRat, in.PayoffAt)
	})
}

func (ev *Evaluation) floats(where string) []member[flt] {
	return members(ev, ev.float, where, func(in *game.Instance, a *game.Assessment, c solve.Certificate, count int) *world[flt] {
		k := len(in.Players)
		return newWorld(ev.e.sites[where], in, a, c, count, toFlt, func(n game.NodeID, p game.PlayerID) flt {
			return flt(in.PayoffsF[int(n)*k+int(p)])
		})
	})
}

func members[T number[T]](ev *Evaluation, h half[T], where string, make_ func(*game.Instance, *game.Assessment, solve.Certificate, int) *world[T]) []member[T] {
	if ms, ok := h[where]; ok {
		return ms
	}
	s := ev.w[where]
	ms := []member[T]{}
	for i := range s.Equilibria {
		q := &s.Equilibria[i]
		for _, a := range q.Members() {
			n := len(ev.e.leaves)
			ms = append(ms, member[T]{entry: i, world: make_(s.In, &a, q.Certificate, len(s.Equilibria)),
				low: make([]result[T], n), high: make([]result[T], n), known: make([]bool, n)})
		}
	}
	h[where] = ms
	return ms
}

// Answer evaluates a query exactly in entry i of the base game's equilibria, over the entries of its
// variants that f lets pass.
func (ev *Evaluation) Answer(c *Compiled, i int, f Filter) Answer {
	return answer(ev, c, combine(ev, c, i, f, ev.rats), func(r result[num.Rat]) Value {
		v := Value{Defined: true, Float: r.v.Float(), Exact: r.sure}
		if r.sure {
			v.Rat = r.v
		}
		return v
	})
}

// Estimate is Answer in floating point.
func (ev *Evaluation) Estimate(c *Compiled, i int, f Filter) Answer {
	return answer(ev, c, combine(ev, c, i, f, ev.floats), func(r result[flt]) Value {
		return Value{Defined: true, Float: r.v.Float()}
	})
}

func answer[T number[T]](ev *Evaluation, c *Compiled, all combination[T], value func(result[T]) Value) Answer {
	var out Answer
	var low, high, own result[T]
	first := true
	all.each(func(leaf func(int) result[T]) bool {
		r := arith(ev, c.root, leaf)
		if !r.ok {
			out.Partly, out.Why = true, r.why
			return true
		}
		if low, high = widen(first, low, high, r); first {
			own = r
		}
		first = false
		return true
	})
	if all.why != "" {
		out.Partly, out.Why = true, all.why
	}
	if first {
		out.Low = Value{Why: out.Why}
		out.High, out.Value = out.Low, out.Low
		return out
	}
	out.Low, out.High, out.Value = value(low), value(high), value(own)
	return out
}

// Truth evaluates a condition in entry i of the base game's equilibria, over the entries of its
// variants that f lets pass: in floating point, and exactly where that leaves a doubt. If it is not
// True or False throughout, why says for what reason a part of it is undefined, if it is.
func (ev *Evaluation) Truth(c *Compiled, i int, f Filter) (t Truth, why string) {
	t, why, sure := truth(combine(ev, c, i, f, ev.floats), c.root, false)
	if !sure {
		t, why, _ = truth(combine(ev, c, i, f, ev.rats), c.root, true)
	}
	return t, why
}

func truth[T number[T]](all combination[T], root *term, exact bool) (t Truth, why string, sure bool) {
	var seen [3]bool
	sure = true
	all.each(func(leaf func(int) result[T]) bool {
		k, reason := judge(root, leaf, exact)
		if k == unsure {
			sure = false
			return false
		}
		if k == unknownTruth {
			why = reason
		}
		seen[k] = true
		return !(seen[yes] && seen[no])
	})
	if all.why != "" {
		seen[unknownTruth], why = true, all.why
	}
	switch {
	case !sure:
		return Undefined, "", false
	case seen[yes] && (seen[no] || seen[unknownTruth]):
		return Mixed, why, true
	case seen[yes]:
		return True, "", true
	case seen[no]:
		return False, why, true
	}
	return Undefined, why, true
}

// verdict is a truth value of one combination.
type verdict int

const (
	yes verdict = iota
	no
	unknownTruth
	unsure // floating point does not tell
)

// judge evaluates a condition in Kleene's three-valued logic.
func judge[T number[T]](t *term, leaf func(int) result[T], exact bool) (verdict, string) {
	switch t.kind {
	case notTerm:
		switch k, why := judge(t.of[0], leaf, exact); k {
		case yes:
			return no, ""
		case no:
			return yes, ""
		default:
			return k, why
		}
	case allTerm, anyTerm:
		decides, otherwise := no, yes
		if t.kind == anyTerm {
			decides, otherwise = yes, no
		}
		out, reason := otherwise, ""
		for _, u := range t.of {
			k, why := judge(u, leaf, exact)
			switch {
			case k == decides:
				return decides, ""
			case k == unsure, k == unknownTruth && out != unsure:
				out, reason = k, why
			}
		}
		return out, reason
	}
	a, b := arith[T](nil, t.of[0], leaf), arith[T](nil, t.of[1], leaf)
	if !a.ok {
		return unknownTruth, a.why
	}
	if !b.ok {
		return unknownTruth, b.why
	}
	d := a.v.Sub(b.v)
	scale := Tolerance * (1 + abs(a.v.Float()) + abs(b.v.Float()))
	sign := func(d float64, exactly int) (int, bool) {
		switch {
		case a.sure && b.sure:
			return exactly, true
		case d > scale:
			return 1, true
		case d < -scale:
			return -1, true
		}
		return 0, exact
	}
	if t.kind == nearTerm {
		gap := abs(d.Float()) - t.tol.Float()
		exactly := 0
		if r, ok := any(d).(num.Rat); ok {
			exactly = r.Abs().Cmp(t.tol)
		} else if gap != 0 {
			exactly = 1
			if gap < 0 {
				exactly = -1
			}
		}
		s, told := sign(gap, exactly)
		if !told || !exact && abs(gap) <= scale {
			return unsure, ""
		}
		return verdictOf(s <= 0), ""
	}
	s, told := sign(d.Float(), d.Sign())
	if !told {
		return unsure, ""
	}
	switch t.op {
	case "<":
		return verdictOf(s < 0), ""
	case "<=":
		return verdictOf(s <= 0), ""
	case ">":
		return verdictOf(s > 0), ""
	}
	return verdictOf(s >= 0), ""
}

func verdictOf(holds bool) verdict {
	if holds {
		return yes
	}
	return no
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// arith evaluates a query that is made of leaves.
func arith[T number[T]](ev *Evaluation, t *term, leaf func(int) result[T]) result[T] {
	if t.kind == leafTerm {
		return leaf(t.leaf)
	}
	a := arith(ev, t.of[0], leaf)
	if !a.ok {
		return a
	}
	b := arith(ev, t.of[1], leaf)
	if !b.ok {
		return b
	}
	out := result[T]{ok: true, sure: a.sure && b.sure}
	switch t.op {
	case "+":
		out.v = a.v.Add(b.v)
	case "-":
		out.v = a.v.Sub(b.v)
	case "*":
		out.v = a.v.Mul(b.v)
	case "/":
		if b.v.Sign() == 0 || !b.sure && abs(b.v.Float()) < Tolerance {
			return undefined[T]("a division by zero")
		}
		out.v = a.v.Quo(b.v)
	}
	if _, rational := any(out.v).(num.Rat); !rational {
		f := out.v.Float()
		out.sure = out.sure && t.op != "/" && abs(f) < 1<<40 && f == float64(int64(f))
	}
	return out
}

// A combination holds, for each game that a query mentions, the different values that its leaves can
// take there.
type combination[T number[T]] struct {
	leaves []int
	where  []string        // of the games
	of     [][]int         // by game: the positions in leaves that belong to it
	rows   [][][]result[T] // by game, then by member: values by position in of
	why    string          // why a game has no members
}

// MaxCombinations bounds the combinations of equilibria of several variants that are looked at.
const MaxCombinations = 1 << 20

func combine[T number[T]](ev *Evaluation, c *Compiled, entry int, f Filter, load func(string) []member[T]) combination[T] {
	all := combination[T]{leaves: c.leaves, where: append([]string{""}, c.Where...)}
	total := 1
	for g, where := range all.where {
		var of []int
		for i, k := range c.leaves {
			if ev.e.leaves[k].where == where {
				of = append(of, i)
			}
		}
		var rows [][]result[T]
		found := false
		ms := load(where)
		for i := range ms {
			m := &ms[i]
			if g == 0 && m.entry != entry || g > 0 && !f.keeps(where, m.entry) {
				continue
			}
			found = true
			rows = appendRows(rows, ev, m, c.leaves, of)
		}
		if !found {
			all.why = fmt.Sprintf("no equilibrium of %s counts", name(where))
		}
		all.of, all.rows = append(all.of, of), append(all.rows, rows)
		if total *= max(1, len(rows)); total > MaxCombinations {
			all.why = "too many combinations of the variants' equilibria"
			all.rows = nil
			return all
		}
	}
	return all
}

func name(where string) string {
	if where == "" {
		return "the game"
	}
	return fmt.Sprintf("the variant %q", where)
}

// appendRows adds the values of m's leaves, once for each end of a leaf that is a range, unless the
// same values are there already.
func appendRows[T number[T]](rows [][]result[T], ev *Evaluation, m *member[T], leaves, of []int) [][]result[T] {
	out := [][]result[T]{make([]result[T], 0, len(of))}
	for _, i := range of {
		k := leaves[i]
		if !m.known[k] {
			m.low[k], m.high[k] = m.world.eval(ev.e.leaves[k])
			m.known[k] = true
		}
		n := len(out)
		range_ := !m.low[k].equal(m.high[k])
		for j := range n {
			if range_ {
				out = append(out, append(slices.Clone(out[j]), m.high[k]))
			}
			out[j] = append(out[j], m.low[k])
		}
	}
	for _, row := range out {
		if !slices.ContainsFunc(rows, func(r []result[T]) bool { return slices.EqualFunc(r, row, result[T].equal) }) {
			rows = append(rows, row)
		}
	}
	return rows
}

// each calls f with the values of the leaves in every combination, until f returns false.
func (c *combination[T]) each(f func(leaf func(int) result[T]) bool) {
	if len(c.rows) == 0 {
		return
	}
	for _, rows := range c.rows {
		if len(rows) == 0 {
			return
		}
	}
	at := make([]int, len(c.rows))
	values := make([]result[T], len(c.leaves))
	leaf := func(k int) result[T] { return values[slices.Index(c.leaves, k)] }
	for {
		for g, of := range c.of {
			for j, i := range of {
				values[i] = c.rows[g][at[g]][j]
			}
		}
		if !f(leaf) {
			return
		}
		g := 0
		for ; g < len(at); g++ {
			if at[g]++; at[g] < len(c.rows[g]) {
				break
			}
			at[g] = 0
		}
		if g == len(at) {
			return
		}
	}
}
