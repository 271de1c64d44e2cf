package gametest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A writer builds a zero-sum or other game of whole payoffs of any size node by node.
type writer struct{ game.Builder }

func newWriter(title string, players ...string) *writer {
	return &writer{game.Builder{Title: title, Players: players, Pool: &expr.Pool{}}}
}

func (w *writer) end(payoffs ...int) {
	ids := make([]expr.ID, len(payoffs))
	for i, u := range payoffs {
		ids[i] = w.Pool.Const(num.Int(int64(u)))
	}
	w.Terminal(ids)
}

// chance adds a chance node with the given weights.
func (w *writer) chance(label string, outcomes []string, weights []int) {
	sum := 0
	for _, x := range weights {
		sum += x
	}
	probs := make([]expr.ID, len(weights))
	for i, x := range weights {
		probs[i] = w.Pool.Const(num.Frac(int64(x), int64(sum)))
	}
	w.Chance(game.InfosetSpec{Name: label, Label: label, Actions: outcomes}, probs)
}

func (w *writer) move(player int, key string, actions ...string) {
	w.Decision(game.InfosetSpec{Player: game.PlayerID(player), Key: key, Name: key, Label: "move", Actions: actions})
}

func (w *writer) done() *game.Game {
	g, err := w.Build()
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return g
}

func ones(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

func playerNames(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprint("player ", i+1))
	}
	return out
}

// Kuhn returns Kuhn's poker (Kuhn 1950) for any number of players: a card each out of one more than there
// are players, an ante of 1 and one bet of 1. Players bet or check in turn; once somebody has bet, each of the
// others calls or folds.
func Kuhn(players int) *game.Game {
	k := &kuhn{writer: newWriter("Kuhn's poker", playerNames(players)...), players: players}
	k.deal(nil)
	return k.done()
}

type kuhn struct {
	*writer
	players int
	cards   []int
}

func (k *kuhn) deal(cards []int) {
	if len(cards) == k.players {
		k.cards = cards
		k.play("")
		return
	}
	var outcomes []string
	var left []int
	for c := range k.players + 1 {
		if !contains(cards, c) {
			outcomes, left = append(outcomes, fmt.Sprint("card ", c+1)), append(left, c)
		}
	}
	k.chance(fmt.Sprintf("deal to %s", k.Players[len(cards)]), outcomes, ones(len(left)))
	for _, c := range left {
		k.deal(append(cards[:len(cards):len(cards)], c))
	}
}

// play goes on after moves: p for pass (check or fold), b for bet or call.
func (k *kuhn) play(moves string) {
	bet := strings.IndexByte(moves, 'b')
	if len(moves) == k.players && bet < 0 || bet >= 0 && len(moves) == bet+k.players {
		k.showdown(moves, bet)
		return
	}
	who := len(moves) % k.players
	actions := []string{"check", "bet"}
	if bet >= 0 {
		actions = []string{"fold", "call"}
	}
	k.move(who, fmt.Sprintf("card %d %s", k.cards[who]+1, moves), actions...)
	k.play(moves + "p")
	k.play(moves + "b")
}

func (k *kuhn) showdown(moves string, bet int) {
	paid, in := ones(k.players), make([]bool, k.players)
	for i := range in {
		in[i] = bet < 0
	}
	for m := max(bet, 0); bet >= 0 && m < len(moves); m++ {
		if moves[m] == 'b' {
			paid[m%k.players], in[m%k.players] = 2, true
		}
	}
	best, pot := -1, 0
	for i, x := range paid {
		pot += x
		if in[i] && (best < 0 || k.cards[i] > k.cards[best]) {
			best = i
		}
	}
	for i := range paid {
		paid[i] = -paid[i]
	}
	paid[best] += pot
	k.end(paid...)
}

func contains(s []int, x int) bool {
	for _, y := range s {
		if x == y {
			return true
		}
	}
	return false
}

// Leduc returns Leduc hold'em (Southey et al. 2005) for two players: six cards, two of each of three
// ranks; an ante of 1; a round of betting, a public card, a second round; raises of 2 and of 4, two a
// round. Whoever pairs the public card wins, else the higher card; equal ranks split. With suits, players tell
// the two cards of a rank apart, which changes nothing but the number of information sets: 936 instead of 288.
func Leduc(suits bool) *game.Game {
	l := &leduc{writer: newWriter("Leduc hold'em", playerNames(2)...), suits: suits}
	l.draw("first card", nil, func(cards []int) {
		l.draw("second card", cards, func(cards []int) { l.bet(cards, "", "", [2]int{1, 1}) })
	})
	return l.done()
}

type leduc struct {
	*writer
	suits bool // cards are 0 to 5, of rank card/2
}

// draw deals the next card and goes on with then.
func (l *leduc) draw(label string, cards []int, then func(cards []int)) {
	var outcomes []string
	var left []int
	for c := range 6 {
		if !contains(cards, c) {
			outcomes, left = append(outcomes, l.name(c)+suit(l.suits, c)), append(left, c)
		}
	}
	l.chance(label, outcomes, ones(len(left)))
	for _, c := range left {
		then(append(cards[:len(cards):len(cards)], c))
	}
}

func (l *leduc) name(c int) string { return [...]string{"jack", "queen", "king"}[c/2] }

func suit(distinct bool, c int) string {
	if distinct {
		return [...]string{" of hearts", " of spades"}[c%2]
	}
	return [...]string{" (first)", " (second)"}[c%2]
}

func (l *leduc) seen(c int) string {
	if l.suits {
		return l.name(c) + suit(true, c)
	}
	return l.name(c)
}

// bet goes on in a round after moves in it: c for check or call, r for raise. The moves of the first
// round stand in before once the public card, the third, is there.
func (l *leduc) bet(cards []int, before, moves string, paid [2]int) {
	round := len(cards) - 2
	if n := len(moves); n >= 2 && moves[n-1] == 'c' {
		if round == 1 {
			l.showdown(cards, paid)
			return
		}
		l.draw("public card", cards, func(cards []int) { l.bet(cards, moves+" ", "", paid) })
		return
	}
	who := len(moves) % 2
	raises := strings.Count(moves, "r")
	key := l.seen(cards[who])
	if round == 1 {
		key += ", " + l.seen(cards[2])
	}
	key += ": " + before + moves
	facing := paid[0] != paid[1]
	actions := []string{}
	if facing {
		actions = append(actions, "fold", "call")
	} else {
		actions = append(actions, "check")
	}
	if raises < 2 {
		actions = append(actions, "raise")
	}
	l.move(who, key, actions...)
	if facing {
		l.end(zeroSum(who, -paid[who])...)
	}
	called := paid
	called[who] = paid[1-who]
	l.bet(cards, before, moves+"c", called)
	if raises < 2 {
		called[who] += 2 + 2*round
		l.bet(cards, before, moves+"r", called)
	}
}

func (l *leduc) showdown(cards []int, paid [2]int) {
	strength := func(i int) int {
		if cards[i]/2 == cards[2]/2 {
			return 10
		}
		return cards[i] / 2
	}
	switch a, b := strength(0), strength(1); {
	case a > b:
		l.end(zeroSum(0, paid[1])...)
	case a < b:
		l.end(zeroSum(1, paid[0])...)
	default:
		l.end(0, 0)
	}
}

// zeroSum returns the payoffs of two players of whom one gets x.
func zeroSum(who, x int) []int {
	if who == 0 {
		return []int{x, -x}
	}
	return []int{-x, x}
}

// LiarsDice returns liar's dice for two players with a die each (Lisý, Lanctot and Bowling 2015). A
// bid names how many dice show a face at least; the highest face counts as any other. Bids rise, by number and
// then by face, until somebody calls the last one a lie: the bidder wins if it holds.
func LiarsDice(faces int) *game.Game {
	l := &liar{writer: newWriter("Liar's dice", playerNames(2)...), faces: faces}
	for k := range 2 * faces {
		l.bids = append(l.bids, fmt.Sprintf("%d of %d", k/faces+1, k%faces+1))
	}
	var dice []string
	for f := range faces {
		dice = append(dice, fmt.Sprint(f+1))
	}
	l.chance("first die", dice, ones(faces))
	for a := range faces {
		l.chance("second die", dice, ones(faces))
		for b := range faces {
			l.dice = [2]int{a, b}
			l.bid(0, -1, "")
		}
	}
	return l.done()
}

type liar struct {
	*writer
	faces int
	bids  []string
	dice  [2]int
}

func (l *liar) bid(who, last int, history string) {
	actions := append([]string{}, l.bids[last+1:]...)
	if last >= 0 {
		actions = append(actions, "liar")
	}
	l.move(who, fmt.Sprintf("die %d:%s", l.dice[who]+1, history), actions...)
	for k := last + 1; k < len(l.bids); k++ {
		l.bid(1-who, k, history+" "+fmt.Sprint(k))
	}
	if last < 0 {
		return
	}
	count, face := 0, last%l.faces
	for _, d := range l.dice {
		if d == face || d == l.faces-1 {
			count++
		}
	}
	if count >= last/l.faces+1 {
		l.end(zeroSum(who, -1)...)
		return
	}
	l.end(zeroSum(who, 1)...)
}

// Goofspiel returns goofspiel for two players with cards 1 to n: prizes n to 1 come up in that order, each
// player bids a card unseen, the higher card wins the prize, and a tie wins nobody anything. Players learn who
// won, not with which card. The payoff is the difference in points.
func Goofspiel(cards int) *game.Game {
	s := &goof{writer: newWriter("Goofspiel", playerNames(2)...), cards: cards}
	s.round(nil, nil, "", 0)
	return s.done()
}

type goof struct {
	*writer
	cards int
}

func (s *goof) round(first, second []int, results string, ahead int) {
	n := len(first)
	if n == s.cards {
		s.end(ahead, -ahead)
		return
	}
	left := func(played []int) (names []string, cards []int) {
		for c := 1; c <= s.cards; c++ {
			if !contains(played, c) {
				names, cards = append(names, fmt.Sprint(c)), append(cards, c)
			}
		}
		return names, cards
	}
	hers, mine := left(first)
	his, yours := left(second)
	s.move(0, fmt.Sprintf("%v%s", first, results), hers...)
	for _, a := range mine {
		s.move(1, fmt.Sprintf("%v%s", second, results), his...)
		for _, b := range yours {
			prize, result := s.cards-n, " ="
			switch {
			case a > b:
				result = " 1"
			case a < b:
				prize, result = -prize, " 2"
			default:
				prize = 0
			}
			s.round(append(first[:n:n], a), append(second[:n:n], b), results+result, ahead+prize)
		}
	}
}

// Deals returns a two-player zero-sum game of any size: each player is dealt one of types, seen by himself
// only; then they move in turn, all moves seen, each with the given number of actions, moves of them in all. Payoffs
// are random whole numbers in [-span, span]. It has 1 + types + types²·(actions^(moves+1)-1)/(actions-1) nodes.
func Deals(r *rand.Rand, types, actions, moves int, span int64) *game.Game {
	d := &deals{writer: newWriter("Deals", playerNames(2)...), r: r, moves: moves, span: span}
	var hands []string
	for k := range types {
		hands = append(hands, fmt.Sprint("hand ", k+1))
	}
	for k := range actions {
		d.actions = append(d.actions, string(rune('a'+k)))
	}
	d.chance("first hand", hands, ones(types))
	for a := range types {
		d.chance("second hand", hands, ones(types))
		for b := range types {
			d.hands = [2]string{hands[a], hands[b]}
			d.play("")
		}
	}
	return d.done()
}

type deals struct {
	*writer
	r       *rand.Rand
	actions []string
	hands   [2]string
	moves   int
	span    int64
}

func (d *deals) play(history string) {
	if len(history) == d.moves {
		u := int(d.r.Int64N(2*d.span+1) - d.span)
		d.end(u, -u)
		return
	}
	who := len(history) % 2
	d.move(who, d.hands[who]+" "+history, d.actions...)
	for _, a := range d.actions {
		d.play(history + a)
	}
}
