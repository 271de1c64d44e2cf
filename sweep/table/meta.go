package table

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"parley/model"
	"parley/num"
)

// meta says what decides about the rows of s.
func (s *Sweep) meta() Meta {
	var m Meta
	add := func(key, value string) { m = append(m, Entry{key, oneLine(value)}) }
	add(KeyVersion, s.opt.Version)
	add("model", s.m.Title)
	add("sha256", s.m.Digest)
	add("method", string(s.opt.Design))
	add("seed", strconv.FormatUint(s.opt.Seed, 10))
	add(KeyDraws, strconv.Itoa(s.opt.Draws))
	if s.opt.Shard.Of > 0 {
		add(KeyShard, s.opt.Shard.String())
	}
	add(KeyRows, string(s.opt.Rows))
	add("concept", "sequential")
	if n := s.opt.Limits.Supports; n > 0 {
		add("limit-supports", strconv.FormatInt(n, 10))
	}
	for i, p := range s.m.Params {
		_, held := s.opt.Hold[p.Name]
		add("param."+s.Header.Columns[1+i].Name, describe(p, held, s.Header.Columns[1+i].Name != p.Name))
	}
	for i, a := range s.m.Assumptions {
		add(fmt.Sprintf("assumption.%d", i+1), a.Text)
	}
	for _, a := range s.values {
		add("column."+a.name, a.text)
		if a.about != "" {
			add("about."+a.name, a.about)
		}
	}
	var columns []string
	for _, c := range s.Header.Columns {
		columns = append(columns, c.Name+":"+string(c.Kind))
	}
	add(KeyColumns, strings.Join(columns, " "))
	return m
}

// describe tells what draws a param takes.
func describe(p model.Param, held, renamed bool) string {
	text := "fixed at " + Exact(p.Value)
	switch {
	case held:
		text = "held at " + Exact(p.Value)
	case p.Dist.Kind != "fixed":
		var args []string
		for _, a := range p.Dist.Args {
			args = append(args, Exact(a))
		}
		text = fmt.Sprintf("%s(%s), from %s to %s, baseline %s", p.Dist.Kind, strings.Join(args, ", "), Exact(p.Dist.Low), Exact(p.Dist.High), Exact(p.Value))
		switch p.Widened {
		case model.FromClaims:
			text += ", the range of its claims"
		case model.FromConflict:
			text += fmt.Sprintf(", widened from %s to %s because claims conflict", Exact(p.Said.Low), Exact(p.Said.High))
		}
	}
	if renamed {
		text += fmt.Sprintf(", the param %q", p.Name)
	}
	return text
}

// Exact writes an exact number as --set takes it: as a decimal, or as a fraction where no decimal of
// moderate length is equal to it.
func Exact(x num.Rat) string {
	const decimals = 30
	if text := x.Decimal(decimals); num.MustParse(text).Equal(x) {
		return text
	}
	return x.String()
}

// oneLine takes out what would end a line or steer a terminal.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}
