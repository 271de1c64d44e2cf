package evidence

import (
	"cmp"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// An Occasion is a point of the record at which something more may be seen, with what that would tell.
type Occasion struct {
	Record Record  // what has been seen by then
	Reach  Span    // the probability that it comes to this, given what has been observed
	Bits   BitSpan // how much about the type what is seen next tells on average, once it has come to this
	// Expected is Reach times Bits: how much it is expected to tell as seen from now.
	Expected BitSpan
	Doubt    BitSpan // the uncertainty by then
	Next     []Step  // what may be seen next; also in Reading.Steps
}

// Silent tells whether what is seen next says nothing about the type, whatever it is.
func (o *Occasion) Silent() bool { return o.Bits.High == 0 }

// onwards reads what may still be seen.
func (f *Frame) onwards(out *Reading, in *game.Instance, e *solve.Equilibrium, members []*weights, at *Place) {
	var walk func(Record)
	walk = func(r Record) {
		open := slices.ContainsFunc(members, func(w *weights) bool { return possible(w.at(r)) > 1 })
		if !open {
			return
		}
		o := Occasion{Record: r, Next: f.next(in, e, members, r)}
		for i, w := range members {
			now, here := total(w.sum(at.At)), total(w.at(r))
			bits, share := 0.0, num.Zero
			if !here.IsZero() {
				bits = w.information(f.parts(w, r))
			}
			if now.IsZero() {
				o.Reach.add(num.Zero, false)
			} else {
				share = here.Quo(now)
				o.Reach.add(share, true)
			}
			o.Bits.add(bits, i == 0)
			o.Expected.add(share.Float()*bits, i == 0)
			o.Doubt.add(entropy(w.at(r)), i == 0)
		}
		if len(o.Next) > 1 {
			out.Occasions = append(out.Occasions, o)
			out.Steps = append(out.Steps, o.Next...)
		}
		for _, n := range f.records[r].next {
			walk(n)
		}
	}
	for _, r := range at.At {
		walk(r)
	}
}

// next returns what may be seen next at a record.
func (f *Frame) next(in *game.Instance, e *solve.Equilibrium, members []*weights, r Record) []Step {
	var out []Step
	for _, n := range f.records[r].next {
		s := Step{Before: r, Record: n, Move: f.records[n].move}
		f.fill(&s, members, func(w *weights) (b, a []num.Rat) { return w.at(r), w.at(n) })
		if s.Never() {
			s.Beliefs = f.held(in, e, []Record{n})
		}
		out = append(out, s)
	}
	if slices.ContainsFunc(members, func(w *weights) bool { return possible(w.endAt(r)) > 0 }) {
		s := Step{Before: r, End: true}
		f.fill(&s, members, func(w *weights) (b, a []num.Rat) { return w.at(r), w.endAt(r) })
		out = append(out, s)
	}
	return out
}

// parts returns the weights of everything that may be seen next at a record.
func (f *Frame) parts(w *weights, r Record) [][]num.Rat {
	out := [][]num.Rat{w.endAt(r)}
	for _, n := range f.records[r].next {
		out = append(out, w.at(n))
	}
	return out
}

// toTell returns how much all that is still to be seen tells about the type on average.
func (f *Frame) toTell(w *weights, from []Record) float64 {
	var parts [][]num.Rat
	var walk func(Record)
	walk = func(r Record) {
		if possible(w.at(r)) == 0 {
			return
		}
		parts = append(parts, w.endAt(r))
		for _, n := range f.records[r].next {
			walk(n)
		}
	}
	for _, r := range from {
		walk(r)
	}
	if len(parts) == 0 {
		return 0
	}
	return w.information(parts)
}

// An Overall is an occasion over several equilibria.
type Overall struct {
	Record Record
	In     int // the equilibria in which it may come to this
	// Least and Most are of the expected information over all equilibria; 0 counts where it does not come to this.
	Least, Most float64
}

// Watch ranks the occasions of several equilibria: those first that are expected to tell most in the equilibrium in which they
// tell least, then those that may tell most.
func Watch(readings []Reading) []Overall {
	at := map[Record]int{}
	var out []Overall
	for _, x := range readings {
		for _, o := range x.Occasions {
			i, ok := at[o.Record]
			if !ok {
				i = len(out)
				at[o.Record] = i
				out = append(out, Overall{Record: o.Record, Least: o.Expected.Low})
			}
			v := &out[i]
			if o.Reach.High.Sign() > 0 {
				v.In++
			}
			v.Least, v.Most = min(v.Least, o.Expected.Low), max(v.Most, o.Expected.High)
		}
	}
	for i := range out {
		if out[i].In < len(readings) {
			out[i].Least = 0
		}
	}
	slices.SortStableFunc(out, func(a, b Overall) int {
		return cmp.Or(cmp.Compare(b.Least, a.Least), cmp.Compare(b.Most, a.Most), cmp.Compare(a.Record, b.Record))
	})
	return out
}

// Ranked returns the positions of the occasions, the one first that is expected to tell most; those that say nothing are left
// out.
func (r *Reading) Ranked() []int {
	var out []int
	for i := range r.Occasions {
		if !r.Occasions[i].Silent() {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Compare(r.Occasions[b].Expected.Value, r.Occasions[a].Expected.Value)
	})
	return out
}
