package gamefile

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/internal/near"
	"parley/num"
)

// ReadJSON reads a game that WriteJSON wrote, or that another program wrote in the same form, with the
// values that the params of its model had. It is nil if the list holds an error. Information sets may
// stand in any order: they get that in which the tree first reaches them.
func ReadJSON(name string, r io.Reader, lim Limits) (*game.Instance, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	return parseJSON(name, src, lim)
}

func parseJSON(name, src string, lim Limits) (*game.Instance, diag.List) {
	var values []num.Rat
	g, diags := parse(name, src, lim, func(p *parser) *game.Game {
		d := &jsonGame{parser: p, keepValues: true}
		g := d.read()
		values = d.values
		return g
	})
	return instance(g, values), diags
}

// instance returns a game at its values, or nil for none.
func instance(g *game.Game, values []num.Rat) *game.Instance {
	if g == nil {
		return nil
	}
	in, err := game.NewInstance(g, values)
	if err != nil {
		panic("gamefile: " + err.Error()) // probabilities are checked, and nothing is divided
	}
	return in
}

// ReadInstance reads any file that Read reads, a game of JSON with the values of its params.
func ReadInstance(name string, r io.Reader, lim Limits) (*game.Instance, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	return parseInstance(name, src, lim)
}

// ParseInstance is ReadInstance of a text in memory, which is not copied; its bytes are not counted.
func ParseInstance(name, src string, lim Limits) (*game.Instance, diag.List) {
	if errs := checkText(name, src); errs != nil {
		return nil, errs
	}
	return parseInstance(name, src, lim)
}

func parseInstance(name, src string, lim Limits) (*game.Instance, diag.List) {
	if strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), blanks), "{") {
		return parseJSON(name, src, lim)
	}
	g, diags := parse(name, src, lim, formatOf(src))
	return instance(g, nil), diags
}

func (p *parser) json() *game.Game { return (&jsonGame{parser: p}).read() }

// A jsonGame reads a game from JSON. Its keys may stand in any order, so nothing is built before all is
// read.
type jsonGame struct {
	*parser
	path       []step // of the value that is read
	keepValues bool

	schema, title, comment string
	players                []string
	playersAt              []place
	names                  []string // of params
	values                 []num.Rat
	pool                   *expr.Pool
	infosets               []jsonInfoset
	nodes                  []jsonNode
	payoffs                []expr.ID // of all terminal nodes
	marks                  []jsonMark
	end                    diag.Span // of the document
}

// A step leads into a value: by a key, or by a position if that is "".
type step struct {
	key string
	i   int
}

type jsonInfoset struct {
	from                 int // its first byte
	nameAt               place
	name, label          string
	player, number       int
	actions              []string
	actionsAt            []place
	probs                []num.Rat
	ids                  []expr.ID
	used                 bool
	labelled, chanceless bool // label given; an action without a probability
}

type jsonNode struct {
	from                    int // its first byte
	parent, action, infoset int32
	pay, pays               int32 // payoffs[pay : pay+pays]; pays is -1 if there are none
	name, outcome           string
}

type jsonMark struct {
	from  int // its first byte
	name  string
	nodes []game.NodeID
}

// where names the value that is read, such as nodes[3].payoffs[0].
func (j *jsonGame) where() string {
	var b strings.Builder
	for _, s := range j.path {
		switch {
		case s.key == "":
			fmt.Fprintf(&b, "[%d]", s.i)
		case b.Len() > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	if b.Len() == 0 {
		return "the file"
	}
	return b.String()
}

// bad ends reading: the next token is not what should stand here.
func (j *jsonGame) bad(wanted, fix string) {
	if j.tok.kind == endOfFile {
		j.fatal(diag.Diagnostic{Code: "F006", Summary: "the file ends where " + wanted + " should stand, for " + j.where(), Span: j.tok.span, Fix: fix})
	}
	j.fatal(diag.Diagnostic{Code: "F005", Summary: fmt.Sprintf("%s: expected %s, found %s", j.where(), wanted, j.tok.describe()), Span: j.tok.span, Fix: fix})
}

// open reads the mark with which a list or an object begins.
func (j *jsonGame) open(mark, wanted string) diag.Span {
	if !j.is(mark) {
		j.bad(wanted, "")
	}
	return j.advanceToken().span
}

// more tells whether a list or an object goes on, and reads the comma or the closing mark.
func (j *jsonGame) more(first bool, closing, wanted string) bool {
	switch {
	case j.is(closing):
		j.end = j.advanceToken().span
		return false
	case first:
		return true
	case !j.is(","):
		j.bad("“,” or “"+closing+"”", "")
	}
	comma := j.advanceToken()
	if j.is(closing) {
		j.fatal(diag.Diagnostic{Code: "F005", Summary: fmt.Sprintf("%s: after a comma comes %s", j.where(), wanted), Span: comma.span, Fix: "take the last comma out: JSON has none before a closing " + closing})
	}
	return true
}

// list reads a list; one reads each of its values.
func (j *jsonGame) list(one func(i int)) diag.Span {
	from := j.open("[", "a list, in [ ]")
	j.path = append(j.path, step{})
	for i := 0; j.more(i == 0, "]", "another value"); i++ {
		j.path[len(j.path)-1].i = i
		one(i)
	}
	j.path = j.path[:len(j.path)-1]
	return join(from, j.end)
}

// object reads an object with some of these keys; one reads the value of the k-th. The first required
// ones must be there.
func (j *jsonGame) object(keys []string, required int, one func(k int)) diag.Span {
	from := j.open("{", "an object, in { }")
	seen := uint(0)
	for first := true; j.more(first, "}", "another key"); first = false {
		if j.tok.kind != text {
			j.bad("a key, between quotation marks", "")
		}
		key := j.advanceToken()
		k := slices.Index(keys, key.text)
		if !j.is(":") {
			j.bad("“:” after the key "+strconv.Quote(shorten(key.text)), "")
		}
		j.advanceToken()
		j.path = append(j.path, step{key: key.text})
		switch {
		case k < 0:
			j.unknown(key, keys)
			j.skip()
		case seen&(1<<k) != 0:
			j.report(diag.Diagnostic{Code: "F027", Summary: j.where() + " stands twice", Span: key.span, Fix: "take one of them out"})
			j.skip()
		default:
			seen |= 1 << k
			one(k)
		}
		j.path = j.path[:len(j.path)-1]
	}
	at := join(from, j.end)
	var missing []string
	for k := range required {
		if seen&(1<<k) == 0 {
			missing = append(missing, strconv.Quote(keys[k]))
		}
	}
	if len(missing) > 0 {
		j.report(diag.Diagnostic{Code: "F027", Summary: fmt.Sprintf("%s lacks %s", j.where(), strings.Join(missing, ", ")), Span: at, Fix: "its keys are " + strings.Join(keys[:required], ", ") + optional(keys[required:])})
	}
	return at
}

func optional(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return "; and if needed " + strings.Join(keys, ", ")
}

func (j *jsonGame) unknown(key token, keys []string) {
	fix := "known keys are " + strings.Join(keys, ", ")
	if n := near.Name(key.text, keys); n != "" {
		fix = fmt.Sprintf("did you mean %q?", n)
	}
	j.report(diag.Diagnostic{Code: "F027", Summary: "unknown key: " + shorten(j.where()), Span: key.span, Fix: fix})
}

// skip reads a value of which nothing is known.
func (j *jsonGame) skip() {
	depth := 0
	for {
		switch {
		case j.tok.kind == endOfFile:
			j.bad("a value", "")
		case j.is("{"), j.is("["):
			depth++
		case j.is("}"), j.is("]"):
			depth--
		}
		if depth < 0 {
			j.bad("a value", "")
		}
		j.advanceToken()
		if depth == 0 {
			return
		}
	}
}

// str reads a text.
func (j *jsonGame) str() (string, diag.Span) {
	if j.tok.kind != text {
		fix := ""
		if j.tok.kind == word || j.tok.kind == number {
			fix = `write it between quotation marks: "` + shorten(j.tok.text) + `"`
		}
		j.bad("a text", fix)
	}
	t := j.advanceToken()
	if t.flaw != "" {
		j.fatal(diag.Diagnostic{Code: "F005", Summary: j.where() + ": the text cannot be read", Span: t.span, Note: t.flaw})
	}
	return t.text, t.span
}

// integer reads a whole number from least to most.
func (j *jsonGame) integer(least, most int) (int, diag.Span) {
	if j.tok.kind != number {
		fix := ""
		if j.tok.kind == text {
			fix = "write it without quotation marks"
		}
		j.bad("a whole number", fix)
	}
	t := j.advanceToken()
	n, err := strconv.ParseInt(t.text, 10, 64)
	if err != nil || n < int64(least) || n > int64(most) {
		j.fatal(diag.Diagnostic{Code: "F004", Summary: fmt.Sprintf("%s should be a whole number between %d and %d", j.where(), least, most), Span: t.span, Note: "this is " + shorten(t.text)})
	}
	return int(n), t.span
}

// exact reads a number: a text such as "1/3", or a number of JSON, which is taken at its decimals.
func (j *jsonGame) exact() (num.Rat, diag.Span) {
	const fix = `write a text with a whole number ("-3"), a decimal ("0.25") or a fraction ("1/3")`
	if j.tok.kind != text && j.tok.kind != number {
		j.bad("an exact number", fix)
	}
	t := j.advanceToken()
	x, _, problem := rational(t.text)
	if problem != "" {
		j.fatal(diag.Diagnostic{Code: "F004", Summary: fmt.Sprintf("%s: “%s” cannot be read as a number", j.where(), shorten(t.text)), Span: t.span, Note: problem, Fix: fix})
	}
	j.spend(size(x), t.span)
	return x, t.span
}

// read reads the document.
func (j *jsonGame) read() *game.Game {
	j.inJSON = true
	j.restart()
	j.pool = &expr.Pool{}
	keys := []string{"schema", "title", "players", "infosets", "nodes", "comment", "values", "marks"}
	all := j.object(keys, 5, j.part)
	if j.tok.kind != endOfFile {
		j.report(diag.Diagnostic{Code: "F008", Summary: "expected the end of the file, found " + j.tok.describe(), Span: j.tok.span, Note: "the game is complete before this"})
	}
	if j.errors > 0 {
		return nil
	}
	return j.build(all)
}

// restart reads the first token again, now as one of JSON.
func (j *jsonGame) restart() {
	j.at, j.pos = 0, diag.Pos{File: j.pos.File, Line: 1, Col: 1}
	j.tok = token{}
	j.advanceToken()
}

func (j *jsonGame) part(k int) {
	switch k {
	case 0:
		var at diag.Span
		if j.schema, at = j.str(); j.schema != Schema {
			j.fatal(diag.Diagnostic{Code: "F007", Summary: fmt.Sprintf("this is no game: its schema is %q", shorten(j.schema)), Span: at, Fix: fmt.Sprintf("a game has the schema %q; parley convert writes it", Schema)})
		}
	case 1:
		j.title, _ = j.str()
	case 2:
		j.list(func(int) {
			name, at := j.str()
			if j.players, j.playersAt = append(j.players, name), append(j.playersAt, placeOf(at)); len(j.players) > j.lim.Players {
				j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("there are more than %d players", j.lim.Players), Span: at})
			}
		})
	case 3:
		j.list(func(int) { j.infoset() })
	case 4:
		j.list(func(int) { j.node() })
	case 5:
		j.comment, _ = j.str()
	case 6:
		j.params()
	case 7:
		j.list(func(int) { j.mark() })
	}
}

// params reads the values of the params: an object with keys of its own.
func (j *jsonGame) params() {
	j.open("{", "an object, in { }")
	seen := map[string]bool{}
	for first := true; j.more(first, "}", "another key"); first = false {
		name, at := j.str()
		if seen[name] {
			j.report(diag.Diagnostic{Code: "F027", Summary: fmt.Sprintf("the value of %q stands twice", shorten(name)), Span: at, Fix: "take one of them out"})
		}
		seen[name] = true
		if !j.is(":") {
			j.bad("“:” after a key", "")
		}
		j.advanceToken()
		j.path = append(j.path, step{key: name})
		x, _ := j.exact()
		j.path = j.path[:len(j.path)-1]
		j.names, j.values = append(j.names, name), append(j.values, x)
	}
}

func (j *jsonGame) infoset() {
	s := jsonInfoset{from: j.tok.from}
	at := j.object([]string{"name", "player", "number", "actions", "label"}, 4, func(k int) {
		switch k {
		case 0:
			name, at := j.str()
			s.name, s.nameAt = name, placeOf(at)
		case 1:
			s.player, _ = j.integer(0, j.lim.Players)
		case 2:
			s.number, _ = j.integer(math.MinInt32, math.MaxInt32)
		case 3:
			j.list(func(int) { j.action(&s) })
		case 4:
			s.label, _ = j.str()
			s.labelled = true
		}
	})
	if !s.labelled {
		s.label = s.name
	}
	j.checkChance(&s, at)
	if j.infosets = append(j.infosets, s); len(j.infosets) > j.lim.Nodes {
		j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("there are more than %d information sets", j.lim.Nodes), Span: at, Fix: smaller})
	}
}

func (j *jsonGame) action(s *jsonInfoset) {
	given := false
	at := j.object([]string{"name", "p"}, 1, func(k int) {
		if k == 1 {
			x, at := j.exact()
			if x.Sign() < 0 {
				j.report(diag.Diagnostic{Code: "F016", Summary: j.where() + ": a probability cannot be negative", Span: at, Note: "this is " + x.Decimal(6)})
			}
			s.probs = append(s.probs, x)
			s.ids = append(s.ids, j.pool.Const(x))
			given = true
			return
		}
		name, at := j.str()
		s.actions, s.actionsAt = append(s.actions, name), append(s.actionsAt, placeOf(at))
	})
	s.chanceless = s.chanceless || !given
	if len(s.actions) > j.lim.Nodes {
		j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(j.lim.Nodes, "node")), Span: at, Fix: smaller})
	}
}

// checkChance checks the actions and that chance, and only chance, has probabilities.
func (j *jsonGame) checkChance(s *jsonInfoset, at diag.Span) {
	sum := num.Zero
	for _, x := range s.probs {
		sum = sum.Add(x)
		j.spend(size(sum), at)
	}
	switch {
	case len(s.actions) == 0:
		j.report(diag.Diagnostic{Code: "F011", Summary: j.where() + ": a move needs at least one action", Span: at})
	case s.player > 0 && len(s.probs) > 0:
		j.report(diag.Diagnostic{Code: "F028", Summary: j.where() + ": the actions of a player have no probabilities", Span: at, Fix: "leave out p, or give the move to chance: player 0"})
	case s.player == 0 && s.chanceless:
		j.report(diag.Diagnostic{Code: "F027", Summary: j.where() + ": each outcome of a chance move needs a probability", Span: at, Fix: `write it as p: {"name": "rain", "p": "1/3"}`})
	case s.player == 0 && !sum.Equal(num.One):
		j.report(diag.Diagnostic{Code: "F017", Summary: j.where() + ": the probabilities of a chance move must sum to exactly 1", Span: at, Note: "these sum to " + exactly(sum), Fix: `write thirds and the like as fractions: "1/3"`})
	}
}

func (j *jsonGame) node() {
	start := j.tok.span
	n := jsonNode{from: j.tok.from, parent: -1, action: -1, infoset: -1, pay: int32(len(j.payoffs)), pays: -1}
	j.object([]string{"parent", "action", "infoset", "name", "outcome", "payoffs"}, 3, func(k int) {
		switch k {
		case 0:
			n.parent = j.id()
		case 1:
			n.action = j.id()
		case 2:
			n.infoset = j.id()
		case 3:
			n.name, _ = j.str()
		case 4:
			n.outcome, _ = j.str()
		case 5:
			j.list(func(int) {
				x, at := j.exact()
				if j.payoffs = append(j.payoffs, j.pool.Const(x)); len(j.payoffs) > j.lim.Payoffs {
					j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(j.lim.Payoffs, "payoff")), Span: at, Fix: smaller})
				}
			})
			n.pays = int32(len(j.payoffs)) - n.pay
		}
	})
	if j.nodes = append(j.nodes, n); len(j.nodes) > j.lim.Nodes {
		j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(j.lim.Nodes, "node")), Span: start, Fix: smaller})
	}
}

// id reads a position in a list, or -1.
func (j *jsonGame) id() int32 {
	n, _ := j.integer(-1, math.MaxInt32)
	return int32(n)
}

func (j *jsonGame) mark() {
	m := jsonMark{from: j.tok.from}
	j.object([]string{"name", "nodes"}, 2, func(k int) {
		if k == 0 {
			m.name, _ = j.str()
			return
		}
		j.list(func(int) {
			n, at := j.integer(0, math.MaxInt32)
			if m.nodes = append(m.nodes, game.NodeID(n)); len(m.nodes) > j.lim.Nodes {
				j.fatal(diag.Diagnostic{Code: "F002", Summary: "an event has more places than the tree may have nodes", Span: at, Fix: smaller})
			}
		})
	})
	j.marks = append(j.marks, m)
}
