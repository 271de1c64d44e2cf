package lemke

import (
	"parley/game/sequence"
	"parley/num"
)

// A system is the linear complementarity problem of von Stengel, van den Elzen and Talman (2002, section
// 3) for payoffs A, B at pairs of sequences and a prior: realization plans x̄ and ȳ. With weight 1 - t the
// players follow the prior, with weight t the plans x/t and y/t, which are best replies to the whole:
//
//	r - Eᵀp + A y - Aȳ t = -Aȳ        r, x >= 0, r_s x_s = 0 for each sequence s
//	s - Fᵀq + Bᵀx - Bᵀx̄ t = -Bᵀx̄      s, y >= 0, s_t y_t = 0
//	E x - e t = 0,   F y - f t = 0,   z + t = 1
//
// At t = 0 the best replies to the prior solve it; at t = 1 x and y are an equilibrium. The free unknowns
// p and q, the values of the information sets, stand in it with a minus, which makes first pivots positive.
type system struct {
	form *sequence.Form
	pay  *sequence.Payoffs
	n    [2]int       // sequences
	m    [2]int       // information sets, and one for the empty sequence
	gain [2][]num.Rat // by player and sequence: its payoff against the prior
	// The payoff matrices by the second player's sequences: the entries of c are [at[c], at[c+1]), each with
	// its place in pay and its row.
	at, nth, from []int32
	best          [2][]int32   // by player and set: the action that is best against the prior
	next          [2][][]int32 // sets by the sequence before them
}

// Names of the variables: x, y, r, s, p, q, t, z.
func (s *system) plan(i, q int) int  { return i*s.n[0] + q }
func (s *system) slack(i, q int) int { return s.n[0] + s.n[1] + i*s.n[0] + q }
func (s *system) value(i, h int) int { return 2*(s.n[0]+s.n[1]) + i*s.m[0] + h }
func (s *system) t() int             { return 2*(s.n[0]+s.n[1]) + s.m[0] + s.m[1] }
func (s *system) z() int             { return s.t() + 1 }
func (s *system) variables() int     { return s.t() + 2 }

// Names of the rows: those of r, of s, of E, of F, of z.
func (s *system) reply(i, q int) int { return i*s.n[0] + q }
func (s *system) flow(i, h int) int  { return s.n[0] + s.n[1] + i*s.m[0] + h }
func (s *system) last() int          { return s.n[0] + s.n[1] + s.m[0] + s.m[1] }
func (s *system) rows() int          { return s.last() + 1 }

// complement returns the variable that has to be 0 if the given one is not.
func (s *system) complement(v int) int {
	if k := s.n[0] + s.n[1]; v < k {
		return v + k
	} else {
		return v - k
	}
}

func newSystem(form *sequence.Form, pay *sequence.Payoffs) *system {
	s := &system{form: form, pay: pay}
	var prior [2][]num.Rat
	for i := range form.Sides {
		side := &form.Sides[i]
		s.n[i], s.m[i] = side.Len(), len(side.Sets)+1
		prior[i] = uniform(side)
		s.next[i] = make([][]int32, side.Len())
		for h := range side.Sets {
			s.next[i][side.Sets[h].Parent] = append(s.next[i][side.Sets[h].Parent], int32(h))
		}
	}
	for i := range form.Sides {
		s.gain[i] = pay.Against(i, i, s.n[i], prior[1-i])
		_, s.best[i] = form.Sides[i].Best(s.gain[i])
	}
	s.byColumn()
	return s
}

// uniform returns the plan of a player who takes each action of a set with equal probability.
func uniform(side *sequence.Side) []num.Rat {
	x := make([]num.Rat, side.Len())
	x[0] = num.One
	for h := range side.Sets {
		set := &side.Sets[h]
		for q := set.First; q < set.First+set.Num; q++ {
			x[q] = x[set.Parent].Mul(num.Frac(1, int64(set.Num)))
		}
	}
	return x
}

func (s *system) byColumn() {
	s.at = make([]int32, s.n[1]+1)
	for _, c := range s.pay.Col {
		s.at[c+1]++
	}
	for c := range s.n[1] {
		s.at[c+1] += s.at[c]
	}
	to := append([]int32(nil), s.at[:s.n[1]]...)
	s.nth, s.from = make([]int32, len(s.pay.Col)), make([]int32, len(s.pay.Col))
	for r := range s.n[0] {
		for k := s.pay.Start[r]; k < s.pay.Start[r+1]; k++ {
			c := s.pay.Col[k]
			s.nth[to[c]], s.from[to[c]] = k, int32(r)
			to[c]++
		}
	}
}

// column returns the rows and coefficients of a variable.
func (s *system) column(v int) (rows []int32, coef []num.Rat) {
	add := func(row int, c num.Rat) { rows, coef = append(rows, int32(row)), append(coef, c) }
	k := s.n[0] + s.n[1]
	switch {
	case v < s.n[0]:
		for e := s.pay.Start[v]; e < s.pay.Start[v+1]; e++ {
			add(s.reply(1, int(s.pay.Col[e])), s.pay.Exact[1][e])
		}
		s.flows(0, v, add)
	case v < k:
		c := v - s.n[0]
		for e := s.at[c]; e < s.at[c+1]; e++ {
			add(s.reply(0, int(s.from[e])), s.pay.Exact[0][s.nth[e]])
		}
		s.flows(1, c, add)
	case v < 2*k:
		add(v-k, num.One)
	case v < s.t():
		i, h := 0, v-2*k
		if h >= s.m[0] {
			i, h = 1, h-s.m[0]
		}
		s.values(i, h, add)
	case v == s.t():
		for i := range s.gain {
			for q, u := range s.gain[i] {
				if !u.IsZero() {
					add(s.reply(i, q), u.Neg())
				}
			}
			add(s.flow(i, 0), num.Int(-1))
		}
		add(s.last(), num.One)
	default:
		add(s.last(), num.One)
	}
	return rows, coef
}

// flows adds the coefficients of sequence q in E or F.
func (s *system) flows(i, q int, add func(int, num.Rat)) {
	add(s.flow(i, 1+int(s.form.Sides[i].Of[q])), num.One)
	for _, h := range s.next[i][q] {
		add(s.flow(i, 1+int(h)), num.Int(-1))
	}
}

// values adds the coefficients of the value of a set, or, for h = 0, of the empty sequence.
func (s *system) values(i, h int, add func(int, num.Rat)) {
	if h == 0 {
		add(s.reply(i, 0), num.One)
		return
	}
	set := &s.form.Sides[i].Sets[h-1]
	add(s.reply(i, int(set.Parent)), num.Int(-1))
	for q := set.First; q < set.First+set.Num; q++ {
		add(s.reply(i, int(q)), num.One)
	}
}

// rhs returns the right-hand sides.
func (s *system) rhs() []num.Rat {
	b := make([]num.Rat, s.rows())
	for i := range s.gain {
		for q, u := range s.gain[i] {
			b[s.reply(i, q)] = u.Neg()
		}
	}
	b[s.last()] = num.One
	return b
}

// chosen returns the sequence of set h (0: the empty sequence) that is best against the prior.
func (s *system) chosen(i, h int) int {
	if h == 0 {
		return 0
	}
	return int(s.form.Sides[i].Sets[h-1].First + s.best[i][h-1])
}

// start returns the basis at t = 0: the best replies, all values, and the slack of what is no best reply.
func (s *system) start() []int {
	basis := make([]int, s.rows())
	for i := range s.form.Sides {
		for q := range s.n[i] {
			basis[s.reply(i, q)] = s.slack(i, q)
		}
		for h := range s.m[i] {
			q := s.chosen(i, h)
			basis[s.reply(i, q)] = s.value(i, h)
			basis[s.flow(i, h)] = s.plan(i, q)
		}
	}
	basis[s.last()] = s.z()
	return basis
}
