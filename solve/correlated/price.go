package correlated

import (
	"cmp"
	"context"
	"slices"

	"parley/game"
	"parley/num"
)

func (f *profiles) size() (plans, deviations int) { return len(f.plans), len(f.deviations) }

func (f *profiles) aim(objective []num.Rat) {
	f.goal = f.goal[:0]
	f.scale = 0
	for z, n := range f.leaves {
		f.goal = append(f.goal, f.chance[z].Mul(objective[n]))
		f.scale = max(f.scale, abs(objective[n].Float()))
	}
	f.floats = f.floats[:0]
	goal := make([]float64, len(f.goal))
	for z := range goal {
		goal[z] = f.goal[z].Float()
	}
	f.walk(func(s []int32) bool {
		sum := 0.0
		f.all(s).each(func(z int) { sum += goal[z] })
		f.floats = append(f.floats, sum)
		return true
	})
}

// walk calls do for every profile, the last player's strategy varying fastest, until it returns false.
func (f *profiles) walk(do func(s []int32) bool) {
	s := make([]int32, len(f.players))
	for {
		if !do(s) {
			return
		}
		i := len(s) - 1
		for ; i >= 0; i-- {
			if s[i]++; int(s[i]) < len(f.players[i].choice) {
				break
			}
			s[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

// all returns the leaves to which a profile lets play come.
func (f *profiles) all(s []int32) set { return f.without(s, -1) }

// without returns the leaves to which the strategies of the players but i let play come.
func (f *profiles) without(s []int32, i int) set {
	out := newSet(len(f.leaves))
	for k := range out {
		out[k] = ^uint64(0)
	}
	if r := len(f.leaves) & 63; r > 0 {
		out[len(out)-1] = 1<<r - 1
	}
	for j := range f.players {
		if j != i {
			for k, w := range f.players[j].allow[s[j]] {
				out[k] &= w
			}
		}
	}
	return out
}

func (f *profiles) value(plan int, objective []num.Rat) num.Rat {
	sum := num.Zero
	f.all(f.plans[plan]).each(func(z int) { sum = sum.Add(f.chance[z].Mul(objective[f.leaves[z]])) })
	return sum
}

func (f *profiles) objective(s []int32) num.Rat {
	sum := num.Zero
	f.all(s).each(func(z int) { sum = sum.Add(f.goal[z]) })
	return sum
}

// weights is a sparse vector over leaves.
type weights struct {
	leaf  []int
	exact []num.Rat
	float []float64
}

// effect lists, by strategy of the deviator, the leaves at which what he gets by following (+) or by deviating (-)
// counts if the others let play come there.
func (f *profiles) effect(d *deviation, strategy int32, add func(z int, sign int)) {
	p := &f.players[d.player]
	if !f.triggered(d, strategy) {
		return
	}
	follow, to := p.allow[strategy], d.to
	switch {
	case d.swap != nil:
		to = p.allow[d.swap[strategy]]
	case d.at != game.None:
		follow = follow.and(p.below[f.in.Actions[d.at].Infoset])
	}
	for k := range follow {
		if only := follow[k] &^ to[k]; only != 0 {
			set{only}.each(func(z int) { add(k<<6+z, 1) })
		}
		if only := to[k] &^ follow[k]; only != 0 {
			set{only}.each(func(z int) { add(k<<6+z, -1) })
		}
	}
}

// triggered tells whether a strategy tells the deviator what makes him deviate.
func (f *profiles) triggered(d *deviation, strategy int32) bool {
	switch {
	case d.at != game.None:
		return f.players[d.player].choice[strategy][f.in.Actions[d.at].Infoset] == d.at
	case d.told >= 0:
		return strategy == d.told
	}
	return true
}

func (f *profiles) gain(deviation, plan int) num.Rat {
	d, s := &f.deviations[deviation], f.plans[plan]
	if !f.triggered(d, s[d.player]) {
		return num.Zero
	}
	others, pay, sum := f.without(s, d.player), f.players[d.player].pay, num.Zero
	f.effect(d, s[d.player], func(z, sign int) {
		switch {
		case !others.has(z):
		case sign > 0:
			sum = sum.Add(pay[z])
		default:
			sum = sum.Sub(pay[z])
		}
	})
	return sum
}

// price looks at every profile. In floating point it rules out those that lie below the bound by more than
// rounding explains; the others it prices exactly. Of those
// above the bound, the best one for each strategy of each player joins the pool.
func (f *profiles) price(ctx context.Context, unit num.Rat, y []num.Rat, bound num.Rat) (search, error) {
	effects := f.effects(y)
	limit, factor := bound.Float(), unit.Float()
	type priced struct {
		s     []int32
		worth num.Rat
	}
	var found []priced
	best := make([][]int, len(f.players)) // by player and strategy: position in found
	for i := range best {
		best[i] = make([]int, len(f.players[i].choice))
		for x := range best[i] {
			best[i][x] = -1
		}
	}
	count := 0
	var err error
	f.walk(func(s []int32) bool {
		if count&0xfff == 0 && ctx.Err() != nil {
			err = ctx.Err()
			return false
		}
		sum := factor * f.floats[count]
		size, terms := factor*f.scale+abs(limit), len(f.leaves)
		count++
		for i, x := range s {
			w := effects[i][x]
			for k, z := range w.leaf {
				if f.reached(s, i, z) {
					sum += w.float[k]
					size += abs(w.float[k])
				}
			}
			terms += len(w.leaf)
		}
		if sum+size*float64(terms+8)*0x1p-50 < limit {
			return true
		}
		worth := unit.Mul(f.objective(s))
		for i, x := range s {
			w := effects[i][x]
			for k, z := range w.leaf {
				if f.reached(s, i, z) {
					worth = worth.Add(w.exact[k])
				}
			}
		}
		if !bound.Less(worth) {
			return true
		}
		k := -1
		for i, x := range s {
			if b := &best[i][x]; *b < 0 || found[*b].worth.Less(worth) {
				if k < 0 {
					k = len(found)
					found = append(found, priced{slices.Clone(s), worth})
				}
				*b = k
			}
		}
		return true
	})
	if err != nil {
		return search{}, err
	}
	out := search{found: len(found) > 0}
	for i := range best {
		for _, k := range best[i] {
			if k >= 0 {
				out.added = f.addPlan(found[k].s) || out.added
			}
		}
	}
	return out, nil
}

func abs(x float64) float64 { return max(x, -x) }

// reached tells whether the players but i let play come to a leaf.
func (f *profiles) reached(s []int32, i, z int) bool {
	for j := range s {
		if j != i && !f.players[j].allow[s[j]].has(z) {
			return false
		}
	}
	return true
}

// effects adds up, by player and strategy, the effects of deviations with these weights.
func (f *profiles) effects(y []num.Rat) [][]weights {
	out := make([][]weights, len(f.players))
	sums := make([]num.Rat, len(f.leaves))
	used := make([]bool, len(f.leaves))
	for i := range f.players {
		p := &f.players[i]
		out[i] = make([]weights, len(p.choice))
		for x := range p.choice {
			w := &out[i][x]
			for d, weight := range y {
				if f.deviations[d].player != i || weight.IsZero() {
					continue
				}
				f.effect(&f.deviations[d], int32(x), func(z, sign int) {
					if !used[z] {
						used[z], sums[z] = true, num.Zero
						w.leaf = append(w.leaf, z)
					}
					v := weight.Mul(p.pay[z])
					if sign < 0 {
						v = v.Neg()
					}
					sums[z] = sums[z].Add(v)
				})
			}
			slices.SortFunc(w.leaf, cmp.Compare[int])
			for _, z := range w.leaf {
				w.exact, w.float = append(w.exact, sums[z]), append(w.float, sums[z].Float())
				used[z] = false
			}
		}
	}
	return out
}
