package refine

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/internal/linprog"
	"parley/num"
)

// d1 applies the criterion D1 (Cho and Kreps 1987, Banks and Sobel 1987, Cho and Sobel 1990)
// to each message of a signalling stage that no type sends. Let D(t) be the receiver's mixed best replies,
// to any belief over the types, by which type t would gain on the equilibrium, and D0(t) those by which he
// would neither gain nor lose. The message is not believed to come from t if some other type t' has
// D(t') that holds D(t) and D0(t). The equilibrium fails if no belief over the types that are left and best reply
// to it keeps every type from gaining.
//
// A mixed reply is a best reply to some belief exactly if all actions in its support are best replies to one
// belief. So the best replies are the faces of a simplex whose supports have such a belief, and each
// inclusion fails exactly if a linear program has a solution on one of these faces.
func (j *judging) d1(i int) Judgement {
	c := j.checker
	e := &j.res.Equilibria[i]
	if x, ok := exact(e); !ok {
		return x
	}
	reach, values := j.in.Reach(e.Profile), j.in.NodeValues(e.Profile)
	out := pass()
	later := false
	for _, st := range c.stages {
		for _, k := range st.messages {
			if !c.unsent(e, st, k) {
				continue
			}
			m := newMessage(j.in, c, st, k, reach, values)
			if m == nil {
				continue
			}
			later = later || m.later
			x := m.judge()
			switch {
			case x.Verdict == Fails:
				x.Member = !j.samePath(e) || m.later && e.Dimension > 0
				return x
			case x.Verdict == Undecided:
				out = x
			}
		}
	}
	out.Member = !j.samePath(e) || later && e.Dimension > 0
	return out
}

// A message is one that no type sends, with what it would bring.
type message struct {
	in       *game.Instance
	st       stage
	k        int
	types    []int // of the stage, that play reaches
	receiver game.InfosetID
	single   bool        // one reply at one information set decides what it brings
	later    bool        // players move after the reply: as the equilibrium says
	gain     [][]num.Rat // [type][reply]: what the sender gets more than in equilibrium
	worth    [][]num.Rat // [type][reply]: what the receiver gets
}

// newMessage returns nil if play does not come to the stage, or if the message ends the game.
func newMessage(in *game.Instance, c *Checker, st stage, k int, reach, values []num.Rat) *message {
	g := in.Game
	m := &message{in: in, st: st, k: k, single: true, receiver: game.None}
	ends := true
	for t, h := range st.infosets {
		if reach[g.Infosets[h].Nodes[0]].IsZero() {
			continue
		}
		m.types = append(m.types, t)
		h := g.Nodes[c.root(st, t, k)].Infoset
		ends = ends && h == game.None
		if h == game.None || g.Infosets[h].Player == game.Chance || g.Infosets[h].Player == st.sender || m.receiver != game.None && m.receiver != h {
			m.single = false
			continue
		}
		m.receiver = h
	}
	if len(m.types) == 0 || ends {
		return nil
	}
	if !m.single {
		return m
	}
	players := len(g.Players)
	for _, t := range m.types {
		at := g.Infosets[st.infosets[t]].Nodes[0]
		now := values[int(at)*players+int(st.sender)]
		var gain, worth []num.Rat
		for _, n := range g.Children(c.root(st, t, k)) {
			gain = append(gain, values[int(n)*players+int(st.sender)].Sub(now))
			worth = append(worth, values[int(n)*players+int(g.Infosets[m.receiver].Player)])
			for d := n; d < g.Nodes[n].End; d++ {
				if p, ok := g.Player(d); ok && p != game.Chance {
					m.later = true
				}
			}
		}
		m.gain, m.worth = append(m.gain, gain), append(m.worth, worth)
	}
	return m
}

// mostFaces bounds the sets of replies that are looked at.
const mostFaces = 4096

func (m *message) judge() Judgement {
	if !m.single {
		return undecided("more than one reply follows %q", m.name())
	}
	everybody := make([]int, len(m.types))
	for t := range everybody {
		everybody[t] = t
	}
	faces, ok := m.faces(everybody)
	if !ok {
		return undecided("too many sets of replies to %q are best replies to some belief", m.name())
	}
	stronger := map[int]int{} // of types that are ruled out: one that gains wherever they do
	var left []int
	for t := range m.types {
		by := m.outdone(t, faces)
		if by < 0 {
			left = append(left, t)
		} else {
			stronger[t] = by
		}
	}
	if len(stronger) == 0 {
		return pass() // the equilibrium's own belief and reply keep every type from gaining
	}
	if faces, ok = m.faces(left); !ok {
		return undecided("too many sets of replies to %q are best replies to some belief", m.name())
	}
	for _, f := range faces {
		if m.deters(f) {
			return pass()
		}
	}
	return m.explain(stronger, left, faces)
}

// faces lists the largest sets of replies that are all best replies to one belief over the given types.
func (m *message) faces(types []int) (out [][]int, ok bool) {
	n := len(m.gain[0])
	looked := 0
	var grow func(set []int, next int) bool
	grow = func(set []int, next int) bool {
		grown := false
		for a := next; a < n; a++ {
			if looked++; looked > mostFaces {
				return false
			}
			bigger := append(append([]int(nil), set...), a)
			if m.optimal(bigger, types) {
				grown = true
				if !grow(bigger, a+1) {
					return false
				}
			}
		}
		if !grown && len(set) > 0 {
			out = append(out, set)
		}
		return true
	}
	ok = grow(nil, 0)
	return out, ok
}

// optimal tells whether there is a belief over the given types to which all replies of a set are best.
func (m *message) optimal(set, types []int) bool {
	p := linprog.Problem{N: len(types), Rows: []linprog.Row{sumToOne(len(types))}}
	a := set[0]
	for b := range m.gain[0] {
		if b == a {
			continue
		}
		row := make([]num.Rat, len(types))
		for x, t := range types {
			row[x] = m.worth[t][a].Sub(m.worth[t][b])
		}
		op := linprog.GE
		for _, s := range set {
			if s == b {
				op = linprog.EQ
			}
		}
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: op})
	}
	_, _, status := p.Maximize(nil)
	return status == linprog.Optimal
}

// outdone returns a type that gains by every best reply by which t does not lose, or -1. If t loses by all
// of them, it has to gain by some.
func (m *message) outdone(t int, faces [][]int) int {
next:
	for o := range m.types {
		if o == t {
			continue
		}
		gains := false
		for _, f := range faces {
			if m.somewhere(f, []int{t}, []int{o}) {
				continue next
			}
			for _, a := range f {
				gains = gains || m.gain[o][a].Sign() > 0
			}
		}
		if gains {
			return o
		}
	}
	return -1
}

// deters tells whether some reply in a face keeps every type from gaining.
func (m *message) deters(face []int) bool {
	var all []int
	for t := range m.types {
		all = append(all, t)
	}
	return m.somewhere(face, nil, all)
}

// somewhere tells whether some mixture of a face's replies makes certain types lose nothing and others gain
// nothing.
func (m *message) somewhere(face, notLose, notGain []int) bool {
	p := linprog.Problem{N: len(face), Rows: []linprog.Row{sumToOne(len(face))}}
	add := func(types []int, op linprog.Op) {
		for _, t := range types {
			row := make([]num.Rat, len(face))
			for x, a := range face {
				row[x] = m.gain[t][a]
			}
			p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: op})
		}
	}
	add(notLose, linprog.GE)
	add(notGain, linprog.LE)
	_, _, status := p.Maximize(nil)
	return status == linprog.Optimal
}

func sumToOne(n int) linprog.Row {
	row := make([]num.Rat, n)
	for j := range row {
		row[j] = num.One
	}
	return linprog.Row{Coef: row, Op: linprog.EQ, B: num.One}
}

func (m *message) name() string {
	return m.in.Actions[int(m.in.Infosets[m.st.infosets[0]].First)+m.k].Name
}

func (m *message) typeName(t int) string {
	return fmt.Sprintf("%q", m.in.Infosets[m.st.infosets[m.types[t]]].Name)
}

// explain names the types that are ruled out, and one that would gain for sure if there is one.
func (m *message) explain(stronger map[int]int, left []int, faces [][]int) Judgement {
	var why []string
	for t := range m.types {
		if by, ok := stronger[t]; ok {
			why = append(why, fmt.Sprintf("%s (%s gains wherever he does not lose)", m.typeName(t), m.typeName(by)))
		}
	}
	text := fmt.Sprintf("%q is not believed to come from %s; then ", m.name(), strings.Join(why, " or "))
	sure := false
	for _, t := range left {
		var least num.Rat
		first := true
		for _, f := range faces {
			for _, a := range f {
				if g := m.gain[t][a]; first || g.Less(least) {
					least, first = g, false
				}
			}
		}
		if least.Sign() > 0 {
			text += fmt.Sprintf("%s at %s would gain at least %s by it", m.in.Players[m.st.sender], m.typeName(t), least.Decimal(3))
			sure = true
			break
		}
	}
	if !sure {
		text += "whatever reply is best, some type would gain by it"
	}
	if m.later {
		text += ", with play after the reply as the equilibrium says"
	}
	return Judgement{Verdict: Fails, Reason: text}
}
