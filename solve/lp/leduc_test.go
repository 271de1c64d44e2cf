package lp

import (
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// leduc builds Leduc hold'em (Southey et al. 2005) with the given number of ranks, two cards each: an
// ante of 1, a private card each, two rounds of betting (bets 2 and 4, at most two), a public card
// between them; a pair with the public card wins, else the higher card.
func leduc(ranks int) *game.Game {
	l := &leducBuilder{b: &game.Builder{Players: []string{"one", "two"}, Pool: &expr.Pool{}}, ranks: ranks}
	l.deal()
	g, err := l.b.Build()
	if err != nil {
		panic(err)
	}
	return g
}

type leducBuilder struct {
	b     *game.Builder
	ranks int
	cards [3]int // ranks of the players' cards, of the public card
}

func (l *leducBuilder) chance(name string, gone []int, then func(rank int)) {
	left := make([]int64, l.ranks)
	total := int64(2*l.ranks - len(gone))
	var names []string
	var probs []expr.ID
	for r := range left {
		left[r] = 2
	}
	for _, r := range gone {
		left[r]--
	}
	for r, n := range left {
		if n > 0 {
			names, probs = append(names, fmt.Sprint(r)), append(probs, l.b.Pool.Const(num.Frac(n, total)))
		}
	}
	l.b.Chance(game.InfosetSpec{Name: name, Actions: names}, probs)
	for r, n := range left {
		if n > 0 {
			then(r)
		}
	}
}

func (l *leducBuilder) deal() {
	l.chance("first card", nil, func(a int) {
		l.chance("second card", []int{a}, func(b int) {
			l.cards = [3]int{a, b, -1}
			l.bet(0, [2]int64{1, 1}, 0, "", 0)
		})
	})
}

// bet is the move of a player with these stakes in the pot, after the given number of raises.
func (l *leducBuilder) bet(player int, stakes [2]int64, raises int, seen string, moves int) {
	size := int64(2)
	public := ""
	if l.cards[2] >= 0 {
		size, public = 4, fmt.Sprint(l.cards[2])
	}
	facing := stakes[1-player] > stakes[player]
	spec := game.InfosetSpec{Player: game.PlayerID(player), Key: fmt.Sprint(l.cards[player], "|", public, "|", seen), Label: "bet"}
	spec.Name = spec.Key
	var then []func()
	if facing {
		spec.Actions = append(spec.Actions, "fold")
		then = append(then, func() { l.end(1-player, stakes[player]) })
	}
	spec.Actions = append(spec.Actions, "call")
	then = append(then, func() {
		s := stakes
		s[player] = s[1-player]
		if facing || moves > 0 {
			l.next(s, seen+"c")
		} else {
			l.bet(1-player, s, raises, seen+"c", moves+1)
		}
	})
	if raises < 2 {
		spec.Actions = append(spec.Actions, "raise")
		then = append(then, func() {
			s := stakes
			s[player] = s[1-player] + size
			l.bet(1-player, s, raises+1, seen+"r", moves+1)
		})
	}
	l.b.Decision(spec)
	for _, f := range then {
		f()
	}
}

func (l *leducBuilder) next(stakes [2]int64, seen string) {
	if l.cards[2] < 0 {
		l.chance("public card", l.cards[:2], func(c int) {
			l.cards[2] = c
			l.bet(0, stakes, 0, seen+"/", 0)
			l.cards[2] = -1
		})
		return
	}
	rank := func(p int) int {
		if l.cards[p] == l.cards[2] {
			return 100
		}
		return l.cards[p]
	}
	switch a, b := rank(0), rank(1); {
	case a > b:
		l.end(0, stakes[1])
	case a < b:
		l.end(1, stakes[0])
	default:
		l.end(0, 0)
	}
}

func (l *leducBuilder) end(winner int, won int64) {
	u := [2]int64{-won, -won}
	u[winner] = won
	l.b.Terminal([]expr.ID{l.b.Pool.Const(num.Int(u[0])), l.b.Pool.Const(num.Int(u[1]))})
}
