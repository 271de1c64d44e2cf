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
//
// Games often have many equilibria that differ only where a query does not look. So members that
// agree wherever play and belief bear on a leaf share its value, and members that agree in all leaves
// of a query or condition share what comes of it: they have one row.
type Evaluation struct {
	e      *Evaluator
	w      Worlds
	casts  map[string]*cast
	spare  map[string]*cast // forgotten ones, for their memory
	tables [][]*rowTable    // by id of the query or condition, then by game: the model's own, the variants
	masks  [][]masked       // by id
	round  uint             // counts the calls of Reset
	floats arena[flt]
	rats   arena[num.Rat]
	rows   arena[result[flt]]
	exact  arena[result[num.Rat]]
}

// At starts an evaluation. Every game that a compiled query mentions must be in w when it is
// evaluated.
func (e *Evaluator) At(w Worlds) *Evaluation {
	ev := &Evaluation{e: e, casts: map[string]*cast{}, spare: map[string]*cast{}}
	ev.Reset(w)
	return ev
}

// Reset forgets everything and goes on with other values. What it uses over again is memory.
func (ev *Evaluation) Reset(w Worlds) {
	ev.w = w
	ev.round++
	for where, k := range ev.casts {
		k.forget()
		ev.spare[where] = k
	}
	clear(ev.casts)
	for i := range ev.masks {
		ev.masks[i] = ev.masks[i][:0]
	}
	ev.floats.reset()
	ev.rats.reset()
	ev.rows.reset()
	ev.exact.reset()
}

// A rowTable holds, for one query or condition and one of its games, which members agree in all its
// leaves there.
type rowTable struct {
	of     []int // the positions in Compiled.leaves that belong to the game
	round  uint  // of the evaluation, at which the rest was found
	member []int // by row: the first member that has it
	row    []int // by member
}

// A mask is the truth values that the combinations of one row of the base game with the rows of the
// variants show, as bits 1<<verdict, and why some are not defined.
type mask struct {
	known bool
	bits  uint8
	why   string
}

// masked is the masks of the rows of a condition where certain entries of its variants count.
type masked struct {
	kept  string // one character for each member of each variant
	masks []mask // by row of the base game
}

func (ev *Evaluation) cast(where string) *cast {
	k, ok := ev.casts[where]
	if !ok {
		k = newCast(ev, where)
		ev.casts[where] = k
	}
	return k
}

// table returns the rows of c in its g-th game: 0 for the model's own, then its variants.
func (ev *Evaluation) table(c *Compiled, g int) *rowTable {
	for len(ev.tables) <= c.id {
		ev.tables, ev.masks = append(ev.tables, nil), append(ev.masks, nil)
	}
	if ev.tables[c.id] == nil {
		ev.tables[c.id] = make([]*rowTable, 1+len(c.Where))
	}
	where := c.Game(g)
	t := ev.tables[c.id][g]
	if t == nil {
		t = &rowTable{}
		for i, k := range c.leaves {
			if ev.e.leaves[k].where == where {
				t.of = append(t.of, i)
			}
		}
		ev.tables[c.id][g] = t
	}
	if t.round == ev.round {
		return t
	}
	t.round, t.member = ev.round, t.member[:0]
	k := ev.cast(where)
	t.row = slices.Grow(t.row[:0], len(k.members))[:len(k.members)]
	for m := range k.members {
		r := slices.IndexFunc(t.member, func(o int) bool {
			for _, i := range t.of {
				if k.value(c.leaves[i], o) != k.value(c.leaves[i], m) {
					return false
				}
			}
			return true
		})
		if r < 0 {
			r = len(t.member)
			t.member = append(t.member, m)
		}
		t.row[m] = r
	}
	return t
}

// variants returns, for each variant of c, the rows of the entries that count, and a key for them.
func (ev *Evaluation) variants(c *Compiled, f Filter) (rows [][]int, key string, why string) {
	var text []byte
	for g, where := range c.Where {
		t, k := ev.table(c, g+1), ev.cast(where)
		var here []int
		for m := range k.members {
			if f.keeps(where, k.members[m].entry) {
				text = append(text, '1')
				if r := t.row[m]; !slices.Contains(here, r) {
					here = append(here, r)
				}
			} else {
				text = append(text, '0')
			}
		}
		if len(here) == 0 {
			why = fmt.Sprintf("no equilibrium of the variant %q counts", where)
		}
		rows = append(rows, here)
	}
	return rows, string(text), why
}

// combine prepares the combinations of one row of the base game with rows of the variants.
func combine[T number[T]](ev *Evaluation, c *Compiled, row int, variants [][]int, eval func(k *cast, leaf, member int) (low, high result[T])) combination[T] {
	room := rowArena[T](ev)
	games := 1 + len(c.Where)
	all := combination[T]{leaves: c.leaves, of: make([][]int, 0, games), rows: make([][][]result[T], 0, games), values: room.get(len(c.leaves))}
	total := 1
	own := [...]int{row}
	for g := range games {
		use := own[:]
		if g > 0 {
			use = variants[g-1]
		}
		t, k := ev.table(c, g), ev.cast(c.Game(g))
		var rows [][]result[T]
		for _, r := range use {
			rows = appendRows(room, rows, c.leaves, t.of, func(leaf int) (low, high result[T]) { return eval(k, leaf, t.member[r]) })
		}
		all.of, all.rows = append(all.of, t.of), append(all.rows, rows)
		if total *= max(1, len(rows)); total > MaxCombinations {
			all.why = "too many combinations of the variants' equilibria"
			all.rows = nil
			return all
		}
	}
	return all
}

func floats(k *cast, leaf, member int) (low, high result[flt])      { return k.estimate(leaf, member) }
func exactly(k *cast, leaf, member int) (low, high result[num.Rat]) { return k.exactly(leaf, member) }

// Answer evaluates a query exactly in entry i of the base game's equilibria, over the entries of its
// variants that f lets pass.
func (ev *Evaluation) Answer(c *Compiled, i int, f Filter) Answer {
	return answer(ev, c, i, f, exactly, func(r result[num.Rat]) Value {
		v := Value{Defined: true, Float: r.v.Float(), Exact: r.sure}
		if r.sure {
			v.Rat = r.v
		}
		return v
	})
}

// Estimate is Answer in floating point.
func (ev *Evaluation) Estimate(c *Compiled, i int, f Filter) Answer {
	return answer(ev, c, i, f, floats, func(r result[flt]) Value {
		return Value{Defined: true, Float: r.v.Float()}
	})
}

func answer[T number[T]](ev *Evaluation, c *Compiled, i int, f Filter, eval func(*cast, int, int) (low, high result[T]), value func(result[T]) Value) Answer {
	var out Answer
	var low, high, own result[T]
	first := true
	variants, _, why := ev.variants(c, f)
	for _, row := range ev.rowsOf(c, i) {
		all := combine(ev, c, row, variants, eval)
		all.each(func(leaf func(int) result[T]) bool {
			r := arith(c.root, leaf)
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
			why = all.why
		}
	}
	if why != "" {
		out.Partly, out.Why = true, why
	}
	if first {
		out.Low = Value{Why: out.Why}
		out.High, out.Value = out.Low, out.Low
		return out
	}
	out.Low, out.High, out.Value = value(low), value(high), value(own)
	return out
}

// rowsOf returns the rows of the members of entry i of the base game, each once.
func (ev *Evaluation) rowsOf(c *Compiled, i int) []int {
	t, k := ev.table(c, 0), ev.cast("")
	if i < 0 || i+1 >= len(k.first) {
		return nil
	}
	var out []int
	for _, r := range t.row[k.first[i]:k.first[i+1]] {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// Truth evaluates a condition in entry i of the base game's equilibria, over the entries of its
// variants that f lets pass: in floating point, and exactly where that leaves a doubt. If it is not
// True or False throughout, why says for what reason a part of it is undefined, if it is.
func (ev *Evaluation) Truth(c *Compiled, i int, f Filter) (t Truth, why string) {
	out, whys := ev.Truths(c, []int{i}, f)
	return out[0], whys[0]
}

// Truths is Truth for several entries.
func (ev *Evaluation) Truths(c *Compiled, entries []int, f Filter) ([]Truth, []string) {
	variants, kept, why := ev.variants(c, f)
	masks := ev.masksOf(c, kept)
	out, whys := make([]Truth, len(entries)), make([]string, len(entries))
	for j, i := range entries {
		all := mask{why: why}
		if why != "" {
			all.bits = 1 << unknownTruth
		}
		for _, row := range ev.rowsOf(c, i) {
			m := &masks[row]
			if !m.known {
				near := combine(ev, c, row, variants, floats)
				*m = truths(c, near, false)
				if m.bits&(1<<unsure) != 0 && !ev.settle(c, row, variants, near, m) {
					*m = truths(c, combine(ev, c, row, variants, exactly), true)
				}
			}
			if all.bits |= m.bits; m.why != "" {
				all.why = m.why
			}
		}
		out[j], whys[j] = all.truth()
	}
	return out, whys
}

// masksOf returns the masks of c's rows where the given entries of its variants count.
func (ev *Evaluation) masksOf(c *Compiled, kept string) []mask {
	n := len(ev.table(c, 0).member)
	all := ev.masks[c.id]
	for _, m := range all {
		if m.kept == kept {
			return m.masks
		}
	}
	var old []mask
	if len(all) < cap(all) {
		old = all[:len(all)+1][len(all)].masks
	}
	m := masked{kept, slices.Grow(old[:0], n)[:n]}
	clear(m.masks)
	ev.masks[c.id] = append(all, m)
	return m.masks
}

func (m mask) truth() (Truth, string) {
	switch has := func(v verdict) bool { return m.bits&(1<<v) != 0 }; {
	case has(yes) && (has(no) || has(unknownTruth)):
		return Mixed, m.why
	case has(yes):
		return True, ""
	case has(no):
		return False, m.why
	}
	return Undefined, m.why
}

// truths judges a condition in all combinations, or until it is known to be both true and false.
func truths[T number[T]](c *Compiled, all combination[T], exact bool) mask {
	m := mask{known: true, why: all.why}
	if all.why != "" {
		m.bits = 1 << unknownTruth
	}
	all.each(func(leaf func(int) result[T]) bool {
		v, why := judge(c.root, func(t *term) (verdict, string) { return compare(t, leaf, exact) })
		if v == unknownTruth {
			m.why = why
		}
		m.bits |= 1 << v
		return v != unsure && m.bits&(1<<yes|1<<no) != 1<<yes|1<<no
	})
	return m
}

// settle judges a condition that floating point leaves in doubt: exactly, but only where there is a doubt. It
// returns false if there are several combinations, or a leaf that matters is a range.
func (ev *Evaluation) settle(c *Compiled, row int, variants [][]int, near combination[flt], m *mask) bool {
	for _, rows := range near.rows {
		if len(rows) != 1 {
			return false
		}
	}
	type place struct {
		k      *cast
		member int
	}
	at := make([]place, len(c.leaves))
	values := make([]result[flt], len(c.leaves))
	for g, of := range near.of {
		r := row
		if g > 0 {
			r = variants[g-1][0]
		}
		t, k := ev.table(c, g), ev.cast(c.Game(g))
		for j, i := range of {
			at[i], values[i] = place{k, t.member[r]}, near.rows[g][0][j]
		}
	}
	points := true
	estimate := func(leaf int) result[flt] { return values[slices.Index(c.leaves, leaf)] }
	exact := func(leaf int) result[num.Rat] {
		p := at[slices.Index(c.leaves, leaf)]
		low, high := p.k.exactly(leaf, p.member)
		points = points && low.equal(high)
		return low
	}
	v, why := judge(c.root, func(t *term) (verdict, string) {
		v, why := compare(t, estimate, false)
		if v == unsure {
			v, why = compare(t, exact, true)
		}
		return v, why
	})
	if !points {
		return false
	}
	*m = mask{known: true, bits: 1 << v}
	if v == unknownTruth {
		m.why = why
	}
	return true
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
func judge(t *term, comparison func(*term) (verdict, string)) (verdict, string) {
	switch t.kind {
	case notTerm:
		switch k, why := judge(t.of[0], comparison); k {
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
			k, why := judge(u, comparison)
			switch {
			case k == decides:
				return decides, ""
			case k == unsure, k == unknownTruth && out != unsure:
				out, reason = k, why
			}
		}
		return out, reason
	}
	return comparison(t)
}

// compare evaluates a comparison.
func compare[T number[T]](t *term, leaf func(int) result[T], exact bool) (verdict, string) {
	a, b := arith(t.of[0], leaf), arith(t.of[1], leaf)
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
func arith[T number[T]](t *term, leaf func(int) result[T]) result[T] {
	if t.kind == leafTerm {
		return leaf(t.leaf)
	}
	a := arith(t.of[0], leaf)
	if !a.ok {
		return a
	}
	b := arith(t.of[1], leaf)
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
	if rounds(out.v) {
		out.sure = out.sure && t.op != "/" && whole(out.v)
	}
	return out
}

// A combination holds, for each game that a query mentions, the different values that its leaves can
// take there.
type combination[T number[T]] struct {
	leaves []int
	of     [][]int         // by game: the positions in leaves that belong to it
	rows   [][][]result[T] // by game, then by row: values by position in of
	values []result[T]     // room for those of one combination, by position in leaves
	why    string          // why there is none
}

// MaxCombinations bounds the combinations of equilibria of several variants that are looked at.
const MaxCombinations = 1 << 20

// appendRows adds the values of leaves, once for each end of a leaf that is a range, unless the same
// values are there already.
func appendRows[T number[T]](room *arena[result[T]], rows [][]result[T], leaves, of []int, eval func(leaf int) (low, high result[T])) [][]result[T] {
	lows, highs := room.get(len(of)), []result[T](nil)
	var ranges []int // the positions of leaves that are ranges
	for j, i := range of {
		low, high := eval(leaves[i])
		if lows[j] = low; !low.equal(high) {
			if highs == nil {
				highs = room.get(len(of))
			}
			highs[j], ranges = high, append(ranges, j)
		}
	}
	add := func(row []result[T]) {
		if !slices.ContainsFunc(rows, func(r []result[T]) bool { return slices.EqualFunc(r, row, result[T].equal) }) {
			rows = append(rows, row)
		}
	}
	add(lows)
	for ends := 1; ends < 1<<len(ranges); ends++ {
		row := room.get(len(of))
		copy(row, lows)
		for b, j := range ranges {
			if ends>>b&1 == 1 {
				row[j] = highs[j]
			}
		}
		add(row)
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
	values := c.values
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
