package gamefile

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"parley/game"
)

// ErrNotStrategic is the error of a writer that wants a game in strategic form and is given another:
// game.NewStrategic makes one of it.
var ErrNotStrategic = errors.New("the game is not in strategic form")

// NFGOptions say how WriteNFG writes. Its zero value is the payoff version with the game's own labels.
type NFGOptions struct {
	Outcomes   bool       // write the outcome version: a list of outcomes, and the number of one for each cell
	Strategies [][]string // labels of the strategies, by player; nil for the names of the actions
}

// WriteNFG writes a game in strategic form (game.Game.Simultaneous) at the values of an instance as an
// .nfg file that Gambit 16 and 17 read. Numbers are exact, labels as WriteEFG makes them. Its errors are
// ErrNotStrategic and those of w.
func WriteNFG(w io.Writer, in *game.Instance, opt NFGOptions) error {
	if !in.Simultaneous() {
		return ErrNotStrategic
	}
	t := newCells(in, opt.Strategies)
	n := nfgWriter{Writer: bufio.NewWriter(w), cells: t}
	n.text("NFG 1 R ", quoted(in.Title), " { ")
	for _, p := range distinct(writable(in.Players)) {
		n.text(quoted(p), " ")
	}
	n.text("}\n\n{ ")
	for i, labels := range t.strategies {
		if i > 0 {
			n.text("\n  ")
		}
		n.text("{ ")
		for _, l := range distinct(writable(labels)) {
			n.text(quoted(l), " ")
		}
		n.text("}")
	}
	n.text(" }\n", quoted(in.Comment), "\n\n")
	if opt.Outcomes {
		n.outcomes()
	} else {
		n.table()
	}
	return n.Flush()
}

// Cells are the profiles of a game in strategic form.
type cells struct {
	*game.Instance
	strategies [][]string // labels by player
	stride     []int      // by player: how many ends of the tree the next strategy is away
	ends       []game.NodeID
}

// newCells takes labels of the strategies, or nil for the names of the actions.
func newCells(in *game.Instance, labels [][]string) *cells {
	t := &cells{Instance: in, strategies: labels, stride: make([]int, len(in.Players))}
	for n := range in.Nodes {
		if in.Terminal(game.NodeID(n)) {
			t.ends = append(t.ends, game.NodeID(n))
		}
	}
	size := len(t.ends)
	for i := range in.Players {
		s := &in.Infosets[i]
		size /= s.Num
		t.stride[i] = size
		if labels != nil {
			continue
		}
		var names []string
		for _, a := range in.ActionsAt(game.InfosetID(i)) {
			names = append(names, in.Actions[a].Name)
		}
		t.strategies = append(t.strategies, names)
	}
	return t
}

// each calls f for every profile in the order of .nfg files, in which the first player's strategy varies
// fastest: with the end of play, and whether the first player's strategies begin anew.
func (t *cells) each(f func(end game.NodeID, row bool)) {
	at := make([]int, len(t.Players))
	for k := 0; ; {
		f(t.ends[k], at[0] == 0)
		i := 0
		for ; i < len(at); i++ {
			if at[i]++; at[i] < len(t.strategies[i]) {
				k += t.stride[i]
				break
			}
			k -= (at[i] - 1) * t.stride[i]
			at[i] = 0
		}
		if i == len(at) {
			return
		}
	}
}

type nfgWriter struct {
	*bufio.Writer // holds the first error
	*cells
}

func (n *nfgWriter) text(parts ...string) {
	for _, p := range parts {
		_, _ = n.WriteString(p) // Flush returns the error
	}
}

// table writes the payoff version, a line for each choice of the other players.
func (n *nfgWriter) table() {
	first := true
	n.each(func(end game.NodeID, row bool) {
		switch {
		case first:
		case row:
			n.text("\n")
		default:
			n.text("  ")
		}
		first = false
		for p := range n.Players {
			if p > 0 {
				n.text(" ")
			}
			n.text(n.PayoffAt(end, game.PlayerID(p)).String())
		}
	})
	n.text("\n")
}

// outcomes writes the outcome version. Cells share an outcome if label and payoffs are equal; none is
// needed where all payoffs are 0 and there is no label.
func (n *nfgWriter) outcomes() {
	var labels, payoffs []string
	number := map[string]int{}
	of := make([]int, len(n.ends)) // in the order of the file
	k := 0
	n.each(func(end game.NodeID, _ bool) {
		label, line, zero := n.outcomeAt(end)
		if key := line + " " + label; !zero || label != "" {
			if number[key] == 0 {
				labels, payoffs = append(labels, label), append(payoffs, line)
				number[key] = len(labels)
			}
			of[k] = number[key]
		}
		k++
	})
	n.text("{\n")
	for i, l := range distinctNamed(writable(labels)) {
		n.text("  { ", quoted(l), " ", payoffs[i], " }\n")
	}
	n.text("}\n")
	k = 0
	n.each(func(_ game.NodeID, row bool) {
		switch {
		case k == 0:
		case row:
			n.text("\n")
		default:
			n.text(" ")
		}
		n.text(strconv.Itoa(of[k]))
		k++
	})
	n.text("\n")
}

// outcomeAt returns the label and the payoffs at an end of play, and whether those are all 0.
func (n *nfgWriter) outcomeAt(end game.NodeID) (label, line string, zero bool) {
	payoffs := make([]string, len(n.Players))
	zero = true
	for p := range n.Players {
		x := n.PayoffAt(end, game.PlayerID(p))
		zero = zero && x.IsZero()
		payoffs[p] = x.String()
	}
	return n.Nodes[end].Outcome, strings.Join(payoffs, ", "), zero
}
