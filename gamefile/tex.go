package gamefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"parley/game"
	"parley/num"
)

// ErrNoPage is wrapped by the errors of WriteTeX that say that a game does not fit a page.
var ErrNoPage = errors.New("the game does not fit a page")

// What fits a page, generously: TeX's own limits are not far above.
const (
	mostTeXCells = 2000
	mostTeXEnds  = 400
	mostTeXDepth = 60
)

// WriteTeX writes a game at the values of an instance for LaTeX. A game in strategic form
// (game.Game.Simultaneous) of up to three players becomes a table, with the first player's strategies
// as its rows and one table for each strategy of the third; it needs no package. Any other becomes a
// picture of its tree that needs the package tikz. Its errors wrap ErrNoPage or are those of w.
func WriteTeX(w io.Writer, in *game.Instance) error {
	b := bufio.NewWriter(w)
	t := texWriter{b, in}
	write := t.tree
	if in.Simultaneous() && len(in.Players) <= 3 {
		write = t.tables
	}
	if err := write(); err != nil {
		return err
	}
	return b.Flush()
}

type texWriter struct {
	*bufio.Writer // holds the first error
	in            *game.Instance
}

func (t *texWriter) text(parts ...string) {
	for _, p := range parts {
		_, _ = t.WriteString(p) // Flush returns the error
	}
}

// title writes the title as a comment: the game's caption is the author's.
func (t *texWriter) title(needs string) {
	t.text("% ", tidy(strings.ToValidUTF8(t.in.Title, "\ufffd")), "\n", "% ", needs, "\n")
}

// tables writes a bimatrix, or a row of them.
func (t *texWriter) tables() error {
	c := newCells(t.in, nil)
	if len(c.ends) > mostTeXCells {
		return fmt.Errorf("%w: the table has %d cells, and %d is the most; .nfg and .json hold games of any size", ErrNoPage, len(c.ends), mostTeXCells)
	}
	t.title("Input this file where the table is to stand.")
	if len(t.in.Players) < 3 {
		t.table(c, 0)
		return nil
	}
	t.text("\\begin{tabular}{*{", strconv.Itoa(len(c.strategies[2])), "}{c}}\n")
	for k := range c.strategies[2] {
		if k > 0 {
			t.text("&\n")
		}
		t.table(c, k)
	}
	t.text("\\\\[1ex]\n")
	for k, l := range c.strategies[2] {
		if k > 0 {
			t.text(" & ")
		}
		t.text(texText(t.in.Players[2]), ": ", texText(l))
	}
	t.text("\n")
	t.text("\\end{tabular}\n")
	return nil
}

// table writes the table of one strategy of the third player, if there is one.
func (t *texWriter) table(c *cells, third int) {
	rows, columns := c.strategies[0], []string{""}
	stride := c.stride[0]
	if len(t.in.Players) > 1 {
		columns = c.strategies[1]
	}
	last := strconv.Itoa(len(columns) + 1)
	t.text("\\begin{tabular}{r|*{", strconv.Itoa(len(columns)), "}{c|}}\n")
	if len(t.in.Players) > 1 {
		t.text("  \\multicolumn{1}{r}{} & \\multicolumn{", strconv.Itoa(len(columns)), "}{c}{", texText(t.in.Players[1]), "} \\\\\n")
	}
	t.text("  \\multicolumn{1}{r}{", texText(t.in.Players[0]), "}")
	for _, l := range columns {
		t.text(" & \\multicolumn{1}{c}{", texText(l), "}")
	}
	t.text(" \\\\ \\cline{2-", last, "}\n")
	for i, l := range rows {
		t.text("  ", texText(l))
		for k := range columns {
			cell := i * stride
			if len(t.in.Players) > 1 {
				cell += k * c.stride[1]
			}
			t.text(" & ", t.payoffs(c.ends[cell+third]))
		}
		t.text(" \\\\ \\cline{2-", last, "}\n")
	}
	t.text("\\end{tabular}\n")
}

// payoffs writes the payoffs at an end of play.
func (t *texWriter) payoffs(end game.NodeID) string {
	out := make([]string, len(t.in.Players))
	for p := range out {
		out[p] = texNumber(t.in.PayoffAt(end, game.PlayerID(p)))
	}
	return strings.Join(out, ", ")
}

func texNumber(x num.Rat) string { return "$" + x.String() + "$" }

var texEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `_`, `\_`, `%`, `\%`, `^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`,
	`<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`, `"`, `''`,
)

// texText writes a label as text of LaTeX.
func texText(s string) string { return texEscapes.Replace(tidy(strings.ToValidUTF8(s, "\ufffd"))) }
