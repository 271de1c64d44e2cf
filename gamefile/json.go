package gamefile

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"parley/game"
)

// Schema names the form of JSON that WriteJSON writes and ReadJSON reads; docs/formats.md describes it.
const Schema = "parley/game/1"

// WriteJSON writes a game at the values of an instance as JSON, a line for each information set and
// node. Numbers are exact. ReadJSON gives the same game back, and that is written in the same bytes.
// Its errors are those of w.
func WriteJSON(w io.Writer, in *game.Instance) error {
	j := jsonWriter{Writer: bufio.NewWriter(w), in: in}
	j.text("{\n  \"schema\": ", jsonText(Schema), ",\n  \"title\": ", jsonText(in.Title), ",\n")
	if in.Comment != "" {
		j.text("  \"comment\": ", jsonText(in.Comment), ",\n")
	}
	j.text("  \"players\": ", jsonTexts(in.Players), ",\n")
	if len(in.Pool.Names) > 0 {
		j.values()
	}
	j.list("infosets", len(in.Infosets), j.infoset)
	j.text(",\n")
	j.list("nodes", len(in.Nodes), j.node)
	if len(in.Marks) > 0 {
		j.text(",\n")
		j.list("marks", len(in.Marks), j.mark)
	}
	j.text("\n}\n")
	return j.Flush()
}

type jsonWriter struct {
	*bufio.Writer // holds the first error
	in            *game.Instance
}

func (j *jsonWriter) text(parts ...string) {
	for _, p := range parts {
		_, _ = j.WriteString(p) // Flush returns the error
	}
}

func (j *jsonWriter) number(n int) { j.text(strconv.Itoa(n)) }

func (j *jsonWriter) list(key string, n int, one func(i int)) {
	j.text("  ", jsonText(key), ": [")
	for i := range n {
		if i > 0 {
			j.text(",")
		}
		j.text("\n    ")
		one(i)
	}
	if n > 0 {
		j.text("\n  ")
	}
	j.text("]")
}

// values writes what the params of the model were.
func (j *jsonWriter) values() {
	at := map[string]string{}
	for i, name := range j.in.Pool.Names {
		at[name] = j.in.Values[i].String()
	}
	j.text("  \"values\": {")
	for i, name := range slices.Sorted(maps.Keys(at)) {
		if i > 0 {
			j.text(", ")
		}
		j.text(jsonText(name), ": ", jsonText(at[name]))
	}
	j.text("},\n")
}

func (j *jsonWriter) infoset(h int) {
	s := &j.in.Infosets[h]
	j.text("{\"name\": ", jsonText(s.Name))
	if s.Label != s.Name {
		j.text(", \"label\": ", jsonText(s.Label))
	}
	j.text(", \"player\": ")
	j.number(int(s.Player) + 1)
	j.text(", \"number\": ")
	j.number(s.Number)
	j.text(", \"actions\": [")
	for i, a := range j.in.ActionsAt(game.InfosetID(h)) {
		if i > 0 {
			j.text(", ")
		}
		j.text("{\"name\": ", jsonText(j.in.Actions[a].Name))
		if s.Player == game.Chance {
			j.text(", \"p\": ", jsonText(j.in.Prob(a).String()))
		}
		j.text("}")
	}
	j.text("]}")
}

func (j *jsonWriter) node(i int) {
	n := &j.in.Nodes[i]
	action := -1
	if n.Via != game.None {
		action = int(n.Via - j.in.Infosets[j.in.Actions[n.Via].Infoset].First)
	}
	j.text("{\"parent\": ")
	j.number(int(n.Parent))
	j.text(", \"action\": ")
	j.number(action)
	j.text(", \"infoset\": ")
	j.number(int(n.Infoset))
	if n.Name != "" {
		j.text(", \"name\": ", jsonText(n.Name))
	}
	if n.Outcome != "" {
		j.text(", \"outcome\": ", jsonText(n.Outcome))
	}
	if j.in.Terminal(game.NodeID(i)) {
		j.text(", \"payoffs\": [")
		for p := range j.in.Players {
			if p > 0 {
				j.text(", ")
			}
			j.text(jsonText(j.in.PayoffAt(game.NodeID(i), game.PlayerID(p)).String()))
		}
		j.text("]")
	}
	j.text("}")
}

func (j *jsonWriter) mark(i int) {
	m := &j.in.Marks[i]
	j.text("{\"name\": ", jsonText(m.Name), ", \"nodes\": [")
	for k, n := range m.Nodes {
		if k > 0 {
			j.text(", ")
		}
		j.number(int(n))
	}
	j.text("]}")
}

func jsonTexts(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = jsonText(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// jsonText writes a text of JSON; bytes that are not UTF-8 are replaced.
func jsonText(s string) string {
	plain := func(r rune) bool { return r >= ' ' && r < 0x7f && r != '"' && r != '\\' }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return `"` + s + `"`
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("gamefile: " + err.Error()) // a string can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
