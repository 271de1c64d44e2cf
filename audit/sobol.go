package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"parley/num"
	"parley/sensitivity"
	"parley/sweep"
)

// A Design says at which points Sobol indices were worked out.
type Design struct {
	Asked, Rows int // rows of the two-matrix design: asked for, and done
	Points      int // at which the model was solved
	Factors     []Factor
}

// A Factor is params that are drawn anew together.
type Factor struct {
	Params []int
	// Bound tells that assumptions bind this one param to others: it is drawn anew given theirs. It has
	// a total-order index only; the factor that holds them all has a first-order index too.
	Bound bool
}

// Indices are the Sobol indices of one question or conclusion, by factor of the design. Of a question they
// decompose the variance of the middle between the lowest and highest answer over the equilibria, of
// a conclusion that of 1 where it is true in all equilibria and 0 elsewhere.
type Indices = sensitivity.Decomposition

// DefaultRows is the number of rows for so many factors: a power of 2, from 256 to 4096, such that some
// 16 000 points are solved.
func DefaultRows(factors int) int {
	n := 4096
	for n > 256 && n*(factors+2) > 25_000 {
		n /= 2
	}
	return n
}

// mostCells bounds the numbers that the design keeps in memory, 8 bytes each.
const mostCells = 100_000_000

// sobol estimates the indices of every question and conclusion.
func (r *run) sobol(ctx context.Context) error {
	r.out.Stages.Sensitivity = true
	if r.opt.Sensitivity == 0 {
		return nil
	}
	d := &Design{Asked: r.opt.Sensitivity, Factors: r.factors()}
	if d.Asked < 0 {
		d.Asked = DefaultRows(len(d.Factors))
	}
	outputs := len(r.questions) + len(r.conclusions)
	if cells := d.Asked * (len(d.Factors) + 2); cells*outputs > mostCells {
		return fmt.Errorf("%s: %d rows of %d points each for %d questions and conclusions do not fit into memory: ask for at most %d rows, or for one query (parley ask)",
			r.m.Path, d.Asked, len(d.Factors)+2, outputs, mostCells/(len(d.Factors)+2)/outputs)
	}
	r.out.Design = d
	r.out.Stages.Sensitivity = false
	pairs, err := r.space.Pairs(r.opt.Seed)
	if err != nil {
		return err
	}
	start := func() (sweep.Worker[[][]float64], error) {
		pairs := pairs.Clone()
		return worker(r, func(ctx context.Context, b *bench, j int) ([][]float64, error) {
			return b.row(ctx, pairs, d.Factors, j)
		})
	}
	rows, n, err := sweep.Run(ctx, d.Asked, r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "sensitivity", Done: done * (len(d.Factors) + 2), Total: d.Asked * (len(d.Factors) + 2)})
	})
	if err != nil {
		return err
	}
	d.Rows, d.Points = n, n*(len(d.Factors)+2)
	r.out.Stages.Sensitivity = n == d.Asked
	if n == 0 {
		return nil
	}
	for i := range r.out.Questions {
		r.out.Questions[i].Indices = r.decompose(rows, d.Factors, i)
	}
	for i := range r.out.Conclusions {
		r.out.Conclusions[i].Indices = r.decompose(rows, d.Factors, len(r.questions)+i)
	}
	return nil
}

// factors lists what is drawn anew: each param that varies; where assumptions bind several, these as a
// whole, and each by itself given the others. Params on which nothing depends are left out.
func (r *run) factors() []Factor {
	var out []Factor
	for _, group := range r.space.Tied() {
		var vary, used []int
		for _, p := range group {
			if d := r.m.Params[p].Dist; d.Low.Less(d.High) {
				vary = append(vary, p)
				if slices.Contains(r.varied, p) {
					used = append(used, p)
				}
			}
		}
		switch {
		case len(used) == 0:
		case len(vary) == 1:
			out = append(out, Factor{Params: used})
		default:
			out = append(out, Factor{Params: vary})
			for _, p := range used {
				out = append(out, Factor{Params: []int{p}, Bound: true})
			}
		}
	}
	return out
}

// row evaluates everything at one row of the design: at A, at B, and at A with each factor drawn anew. A
// point that is undefined gives NaN.
func (b *bench) row(ctx context.Context, pairs *sweep.Pairs, factors []Factor, j int) ([][]float64, error) {
	a, other, err := pairs.Row(j)
	if err != nil {
		return nil, err
	}
	r := b.r.stream(j)
	points := [][]num.Rat{a, other}
	for _, f := range factors {
		x := slices.Clone(a)
		for _, p := range f.Params {
			x[p] = other[p]
		}
		if f.Bound {
			v, ok := b.space.Redraw(a, f.Params[0], r)
			if !ok {
				x = nil
			} else {
				x[f.Params[0]] = v
			}
		}
		points = append(points, x)
	}
	out := make([][]float64, len(points))
	for i, x := range points {
		if out[i], err = b.outputs(ctx, x); err != nil {
			return nil, fmt.Errorf("%s: at row %d of the design, with %s: %w", b.r.m.Path, j+1, b.r.set(x), err)
		}
	}
	return out, nil
}

// stream is the source of randomness of one row.
func (r *run) stream(j int) *rand.Rand {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], r.opt.Seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(j))
	copy(key[16:], "drawn anew")
	return rand.New(rand.NewChaCha8(key))
}

// outputs evaluates every question and conclusion at one point; at none, everything is undefined.
func (b *bench) outputs(ctx context.Context, values []num.Rat) ([]float64, error) {
	out := make([]float64, len(b.r.questions)+len(b.r.conclusions))
	if values == nil {
		for i := range out {
			out[i] = math.NaN()
		}
		return out, nil
	}
	rec, err := b.record(ctx, values, false)
	if err != nil {
		return nil, err
	}
	for i, x := range rec.answers {
		out[i] = math.NaN()
		if x.ok {
			out[i] = (x.low + x.high) / 2
		}
	}
	for i, f := range rec.plain {
		if f == All {
			out[len(b.r.questions)+i] = 1
		}
	}
	return out, nil
}

// decompose estimates the indices of one output.
func (r *run) decompose(rows [][][]float64, factors []Factor, output int) *Indices {
	column := func(point int) []float64 {
		out := make([]float64, len(rows))
		for j := range rows {
			out[j] = rows[j][point][output]
		}
		return out
	}
	s := sensitivity.Sample{A: column(0), B: column(1)}
	for i, f := range factors {
		s.Columns = append(s.Columns, sensitivity.Column{F: column(i + 2), Swapped: !f.Bound})
	}
	d := sensitivity.Sobol(&s, r.opt.Seed)
	return &d
}
