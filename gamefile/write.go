package gamefile

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"parley/game"
)

// WriteEFG writes a game at the values of an instance as an .efg file that Gambit 16 and 17 read.
// Numbers are exact. Labels are made as Gambit wants them, with single blanks and distinct: a
// number is added where two are equal. Payoffs stand at the ends of the game. Its errors are those of w.
func WriteEFG(w io.Writer, in *game.Instance) error {
	e := &efgWriter{Writer: bufio.NewWriter(w), in: in, outcomes: map[string]int{}}
	e.name()
	e.text("EFG 2 R ", quoted(in.Title), " { ")
	for _, p := range e.players {
		e.text(quoted(p), " ")
	}
	e.text("}\n", quoted(in.Comment), "\n\n")
	for n := range in.Nodes {
		e.node(game.NodeID(n))
	}
	return e.Flush()
}

type efgWriter struct {
	*bufio.Writer // holds the first error
	in            *game.Instance

	players, nodes    []string
	infosets, actions []string
	numbers           []int    // of the information sets
	results           []string // labels of the outcomes, by number from 1
	resultAt          []int    // by node, 0 for none
	payoffs           []string // of each outcome
	outcomes          map[string]int
}

func (e *efgWriter) text(parts ...string) {
	for _, p := range parts {
		_, _ = e.WriteString(p) // Flush returns the error
	}
}

func (e *efgWriter) node(n game.NodeID) {
	label := quoted(e.nodes[n])
	if h := e.in.Nodes[n].Infoset; h == game.None {
		e.text("t ", label)
	} else {
		s := &e.in.Infosets[h]
		if s.Player == game.Chance {
			e.text("c ", label)
		} else {
			e.text("p ", label, " ", strconv.Itoa(int(s.Player)+1))
		}
		e.text(" ", strconv.Itoa(e.numbers[h]), " ", quoted(e.infosets[h]), " { ")
		for _, a := range e.in.ActionsAt(h) {
			e.text(quoted(e.actions[a]), " ")
			if s.Player == game.Chance {
				e.text(e.in.Prob(a).String(), " ")
			}
		}
		e.text("}")
	}
	if k := e.resultAt[n]; k == 0 {
		e.text(" 0\n")
	} else {
		e.text(" ", strconv.Itoa(k), " ", quoted(e.results[k-1]), " { ", e.payoffs[k-1], " }\n")
	}
}

// name decides on every label and number before the first line is written.
func (e *efgWriter) name() {
	in := e.in
	e.players = distinct(writable(in.Players))
	e.nodes = make([]string, len(in.Nodes))
	e.resultAt = make([]int, len(in.Nodes))
	var labels []string
	for i := range in.Nodes {
		e.nodes[i] = in.Nodes[i].Name
		if in.Terminal(game.NodeID(i)) {
			labels = e.result(game.NodeID(i), labels)
		}
	}
	e.nodes = distinctNamed(writable(e.nodes))
	e.results = distinctNamed(writable(labels))

	e.infosets, e.numbers = make([]string, len(in.Infosets)), make([]int, len(in.Infosets))
	e.actions = make([]string, len(in.Actions))
	sets := make([][]int, len(in.Players)+1)
	for h := range in.Infosets {
		s := &in.Infosets[h]
		sets[s.Player+1] = append(sets[s.Player+1], h)
		var names []string
		for _, a := range in.ActionsAt(game.InfosetID(h)) {
			names = append(names, in.Actions[a].Name)
		}
		copy(e.actions[s.First:], distinct(writable(names)))
	}
	for _, of := range sets {
		e.nameInfosets(of)
	}
}

// result notes the outcome at a terminal node. Nodes share one if label and payoffs are equal; none
// is needed where all payoffs are 0 and there is no label.
func (e *efgWriter) result(n game.NodeID, labels []string) []string {
	var payoffs []string
	zero := true
	for p := range e.in.Players {
		x := e.in.PayoffAt(n, game.PlayerID(p))
		zero = zero && x.IsZero()
		payoffs = append(payoffs, x.String())
	}
	label := e.in.Nodes[n].Outcome
	if zero && label == "" {
		return labels
	}
	line := strings.Join(payoffs, ", ")
	key := line + " " + label
	if e.outcomes[key] == 0 {
		labels, e.payoffs = append(labels, label), append(e.payoffs, line)
		e.outcomes[key] = len(labels)
	}
	e.resultAt[n] = e.outcomes[key]
	return labels
}

// nameInfosets gives the information sets of one player labels and numbers: their own numbers if
// those are distinct, which those of chance need not be.
func (e *efgWriter) nameInfosets(sets []int) {
	var labels []string
	seen := map[int]bool{}
	for _, h := range sets {
		s := &e.in.Infosets[h]
		label := s.Name
		if label == "" {
			label = unlabelled(s.Player, s.Number)
		}
		labels = append(labels, label)
		seen[s.Number] = true
	}
	labels = distinct(writable(labels))
	for i, h := range sets {
		e.infosets[h], e.numbers[h] = labels[i], i+1
		if len(seen) == len(sets) {
			e.numbers[h] = e.in.Infosets[h].Number
		}
	}
}

// writable returns labels in the form that Gambit reads. A text cannot end in a backslash.
func writable(labels []string) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = tidy(strings.ToValidUTF8(l, "\ufffd"))
		if strings.HasSuffix(out[i], `\`) {
			out[i] += "_"
		}
	}
	return out
}

// quoted writes a text between quotation marks.
func quoted(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), `"`, `\"`)
	if strings.HasSuffix(s, `\`) {
		s += " "
	}
	return `"` + s + `"`
}
