package evidence

import (
	"math"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// weights are the probabilities, in one member of an equilibrium, of a record together with a type: at [int(r)*types+t].
type weights struct {
	types   int
	numeric bool      // sums of floating-point numbers
	pass    []num.Rat // that it comes to the record
	stop    []num.Rat // that play ends with it
}

func (w *weights) at(r Record) []num.Rat { return w.pass[int(r)*w.types : (int(r)+1)*w.types] }

func (w *weights) endAt(r Record) []num.Rat { return w.stop[int(r)*w.types : (int(r)+1)*w.types] }

// sum adds up the weights of records of which none contains another.
func (w *weights) sum(of []Record) []num.Rat {
	out := make([]num.Rat, w.types)
	for _, r := range of {
		for t, x := range w.at(r) {
			out[t] = out[t].Add(x)
		}
	}
	return out
}

// weigh returns the weights under a profile. Those of a numeric one are summed in floating point, as exact sums over a large
// tree would never end.
func (f *Frame) weigh(in *game.Instance, p game.Profile, numeric bool) *weights {
	w := &weights{types: len(f.Types), numeric: numeric}
	size := len(f.records) * w.types
	w.pass, w.stop = make([]num.Rat, size), make([]num.Rat, size)
	if numeric {
		sums := make([]float64, size)
		reach := f.reachFloat(p)
		for _, e := range f.ends {
			sums[int(e.seen)*w.types+e.kind] += reach[e.node]
		}
		for i, x := range sums {
			if x > 0 {
				w.stop[i] = num.FromFloat(x)
			}
		}
	} else {
		reach := in.Reach(p)
		for _, e := range f.ends {
			if x := reach[e.node]; !x.IsZero() {
				i := int(e.seen)*w.types + e.kind
				w.stop[i] = w.stop[i].Add(x)
			}
		}
	}
	copy(w.pass, w.stop)
	for r := len(f.records) - 1; r > 0; r-- { // a record comes after the one before it
		up := w.at(f.records[r].before)
		for t, x := range w.at(Record(r)) {
			if !x.IsZero() {
				up[t] = up[t].Add(x)
			}
		}
	}
	return w
}

func (f *Frame) reachFloat(p game.Profile) []float64 {
	reach := make([]float64, len(f.Game.Nodes))
	reach[0] = 1
	for i := 1; i < len(reach); i++ {
		n := &f.Game.Nodes[i]
		if up := reach[n.Parent]; up > 0 {
			reach[i] = up * p[n.Via].Float()
		}
	}
	return reach
}

// members returns the weights of the members of an equilibrium, each once; the first are those of the member that it gives.
func (f *Frame) members(in *game.Instance, e *solve.Equilibrium) []*weights {
	var out []*weights
	numeric := e.Certificate == solve.Numeric
	for _, a := range e.Members() {
		w := f.weigh(in, a.Profile, numeric)
		if !slices.ContainsFunc(out, func(o *weights) bool { return slices.EqualFunc(o.stop, w.stop, num.Rat.Equal) }) {
			out = append(out, w)
		}
	}
	return out
}

func total(w []num.Rat) num.Rat {
	sum := num.Zero
	for _, x := range w {
		sum = sum.Add(x)
	}
	return sum
}

// possible counts the types that a list of weights leaves open.
func possible(w []num.Rat) int {
	n := 0
	for _, x := range w {
		n += x.Sign()
	}
	return n
}

// entropy returns the uncertainty about the type in bits.
func entropy(w []num.Rat) float64 {
	sum, out := total(w), 0.0
	for _, x := range w {
		if x.Sign() > 0 {
			p := x.Quo(sum).Float()
			out -= p * math.Log2(p)
		}
	}
	return max(out, 0)
}

// information returns how many bits about the type it tells, on average, which one of several things happens: the mutual
// information (Cover and Thomas 2006, section 2.3). Parts are their weights, which sum to those of what has happened before.
// It is 0 exactly where the type and what happens are independent, of numeric weights up to grain.
func (w *weights) information(parts [][]num.Rat) float64 {
	types := len(parts[0])
	byType := make([]num.Rat, types)
	for _, p := range parts {
		for t, x := range p {
			byType[t] = byType[t].Add(x)
		}
	}
	all := total(byType)
	if all.IsZero() || independent(parts, byType, all) {
		return 0
	}
	out := 0.0
	for _, p := range parts {
		sum := total(p)
		for t, x := range p {
			if x.Sign() > 0 {
				out += x.Quo(all).Float() * math.Log2(x.Mul(all).Quo(sum.Mul(byType[t])).Float())
			}
		}
	}
	if w.numeric && out < grain {
		return 0
	}
	return min(max(out, 0), entropy(byType))
}

func independent(parts [][]num.Rat, byType []num.Rat, all num.Rat) bool {
	for _, p := range parts {
		sum := total(p)
		for t, x := range p {
			if !x.Mul(all).Equal(sum.Mul(byType[t])) {
				return false
			}
		}
	}
	return true
}

// grain is how finely probabilities of numeric weights are told apart.
const grain = 1e-9

// settled rounds a probability of numeric weights, so that what is the same up to rounding is the same.
func (w *weights) settled(x num.Rat) num.Rat {
	if !w.numeric {
		return x
	}
	return num.Frac(int64(math.Round(x.Float()/grain)), 1e9)
}

// ratio returns the likelihood ratio of a step for one type against the others together; ok is false if it has none. Ratios of numeric
// weights are rounded to four decimals.
func (w *weights) ratio(before, after []num.Rat, t int) (r Ratio, ok bool) {
	others, is := total(before).Sub(before[t]), total(after)
	if is.IsZero() || before[t].IsZero() || others.IsZero() {
		return Ratio{}, false
	}
	r = Ratio{w.settled(after[t].Quo(before[t])), w.settled(is.Sub(after[t]).Quo(others))}
	if r.For.IsZero() && r.Against.IsZero() {
		return Ratio{}, false
	}
	if v := r.Float(); w.numeric && v < 1e6 {
		r = Ratio{num.Frac(int64(math.Round(v*1e4)), 1e4), num.One}
	}
	return r, true
}
