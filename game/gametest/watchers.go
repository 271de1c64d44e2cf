package gametest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"parley/game"
)

// Watchers returns a random game in which beliefs off the path hang together. Some players choose at once
// among actions, then one of three others answers, who sees a random part of what was done. Nodes of one
// information set are reached by several unseen moves, and the same moves lead to several information sets,
// so that the odds of one of these may be products or quotients of the odds of others. With chain, another
// player answers the answer. Payoffs are whole numbers from 0 to span-1.
func Watchers(r *rand.Rand, movers, actions int, chain bool, span int64) *game.Game {
	w := &watchers{r: r, movers: movers, actions: actions, chain: chain, span: span, sees: r.IntN(2) == 0}
	for i := range movers {
		w.names = append(w.names, string(rune('A'+i)))
	}
	w.names = append(w.names, "W0", "W1", "W2", "V")
	if r.IntN(3) == 0 { // two states of the world, which nobody sees at first
		return Game(Nature("state", With("1/3", "s", w.move(0, "s")), With("2/3", "t", w.move(0, "t"))), w.names...)
	}
	return Game(w.move(0, ""), w.names...)
}

type watchers struct {
	r               *rand.Rand
	movers, actions int
	chain, sees     bool
	span            int64
	names           []string
}

func (w *watchers) end() Tree {
	pay := make([]int64, len(w.names))
	for i := range pay {
		pay[i] = w.r.Int64N(w.span)
	}
	return End(pay...)
}

func (w *watchers) move(i int, done string) Tree {
	if i == w.movers {
		return w.answer(done)
	}
	t := Move(i, w.names[i])
	for a := range w.actions {
		act := string("ixyz"[a])
		t.branches = append(t.branches, Do(act, w.move(i+1, done+act)))
	}
	return t
}

func (w *watchers) answer(done string) Tree {
	if strings.Trim(done, "sti") == "" || w.r.IntN(8) == 0 {
		return w.end()
	}
	who, signal := w.r.IntN(3), w.r.IntN(2)
	t := Move(w.movers+who, fmt.Sprint("W", who, signal))
	later := fmt.Sprint("V", w.r.IntN(2))
	for _, act := range []string{"u", "d"} {
		then := w.end()
		if w.chain && w.r.IntN(3) > 0 {
			set := later
			if w.sees {
				set += act
			}
			then = Move(w.movers+3, set, Do("l", w.end()), Do("r", w.end()))
		}
		t.branches = append(t.branches, Do(act, then))
	}
	return t
}
