package gametest

import (
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// Poker returns Leduc hold'em (Southey et al. 2005) with any number of ranks, two cards of each, which
// nobody tells apart: an ante of 1, a private card each, two rounds of betting (bets of 2 and of 4, at
// most two a round), a public card between them; a pair with the public card wins, else the higher card.
// The house takes rake per cent of what is won, so that the game has a constant sum only if that is 0.
// With 3 ranks it is the usual game, with 1,939 nodes and 337 sequences for each player; with 6 and 12
// ranks it has 16,297 and 130,873 nodes, 1,303 and 5,125 sequences.
func Poker(ranks int, rake int64) *game.Game {
	l := &table{b: &game.Builder{Title: fmt.Sprintf("Leduc hold'em of %d ranks", ranks), Players: []string{"one", "two"}, Pool: &expr.Pool{}}, ranks: ranks, rake: rake}
	l.deal()
	g, err := l.b.Build()
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return g
}

type table struct {
	b     *game.Builder
	ranks int
	rake  int64
	cards [3]int // ranks of the players' cards and of the public card, which is -1 until it is dealt
}

func (l *table) chance(name string, gone []int, then func(rank int)) {
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

func (l *table) deal() {
	l.chance("first card", nil, func(a int) {
		l.chance("second card", []int{a}, func(b int) {
			l.cards = [3]int{a, b, -1}
			l.bet(0, [2]int64{1, 1}, 0, "", 0)
		})
	})
}

// bet is the move of a player with these stakes in the pot, after the given number of raises.
func (l *table) bet(player int, stakes [2]int64, raises int, seen string, moves int) {
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

func (l *table) next(stakes [2]int64, seen string) {
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

func (l *table) end(winner int, won int64) {
	u := [2]num.Rat{num.Int(-won), num.Int(-won)}
	u[winner] = num.Frac(won*(100-l.rake), 100)
	l.b.Terminal([]expr.ID{l.b.Pool.Const(u[0]), l.b.Pool.Const(u[1])})
}
