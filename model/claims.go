package model

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/internal/near"
)

func (l *loader) declClaim(c *call) starlark.Value {
	src, ok := c.arg("source").(sourceValue)
	if !ok {
		c.wrong(c.place("source"), "the source", "a source", c.arg("source"), `declare it first: report = source("title"), and then claim(report, ...)`)
		return nil
	}
	cl := account.Claim{
		Source: src.id, Kind: c.text("kind"), Says: c.text("says"), Quote: c.text("quote"), ID: c.text("id"), Aside: strings.TrimSpace(c.text("aside")),
		Line: c.site().span.Start.Line, File: c.site().span.Start.File,
	}
	switch t := c.arg("turn").(type) {
	case nil:
	case starlark.Int:
		cl.Turn = t.String()
	default:
		cl.Turn = c.textOf(t, c.place("turn"), "the turn")
	}
	if w, ok := c.arg("hedge").(wordValue); ok {
		cl.Hedge = w.word
	} else {
		cl.Hedge = c.text("hedge")
	}
	if c.arg("aside") != nil && cl.Aside == "" && !c.bad {
		c.fail(errKind, c.place("aside").span, "aside= gives no reason", "", "say why the claim is left out of the game, or leave aside= out")
	}
	cl.Credibility = c.credibility()
	cl.Gives = c.gives()
	if c.bad || !c.claimName(&cl) || !c.claimKind(&cl) {
		return nil
	}
	c.checkText(&cl)
	if c.bad {
		return nil
	}
	l.model.Claims = append(l.model.Claims, cl)
	l.claimAt = append(l.claimAt, claimSpans{call: c.site().span, gives: c.place("gives")})
	return claimValue{len(l.model.Claims) - 1}
}

// claimSpans are the places of a claim that is looked at again once the whole model is known.
type claimSpans struct {
	call  diag.Span
	gives argSite
}

// claimName checks that no other claim has the same id.
func (c *call) claimName(cl *account.Claim) bool {
	l := c.l
	if cl.ID == "" {
		return true
	}
	if at, ok := l.claimPos[cl.ID]; ok {
		c.report(diag.Diagnostic{
			Code: errTwice, Span: c.place("id").span, Summary: fmt.Sprintf("there are two claims called %q", cl.ID),
			Related: []diag.Related{{Span: at, Note: "the first one"}}, Fix: "give each an id of its own",
		})
		return false
	}
	l.claimPos[cl.ID] = c.place("id").span
	return true
}

func (c *call) claimKind(cl *account.Claim) bool {
	if cl.Kind == "" || contains(account.Kinds, cl.Kind) {
		return true
	}
	d := diag.Diagnostic{Code: errKindOfClaim, Span: c.place("kind").span, Summary: fmt.Sprintf("a claim cannot be of kind %q", cl.Kind), Fix: "the kinds are " + strings.Join(account.Kinds, ", ")}
	if n := near.Name(cl.Kind, account.Kinds); n != "" {
		c.l.meant(&d, cl.Kind, n)
	}
	c.report(d)
	return false
}

// credibility reads credibility=: a number from 1 to 6, 0 if not given.
func (c *call) credibility() int {
	v := c.arg("credibility")
	if v == nil {
		return 0
	}
	for i, g := range account.Credibilities {
		if x, ok := v.(starlark.Int); ok && x.String() == g.Code {
			return i + 1
		}
		if s, ok := v.(starlark.String); ok && string(s) == g.Code {
			return i + 1
		}
	}
	c.fail(errCredibility, c.place("credibility").span, "credibility= is a grade of the Admiralty code, a number from 1 to 6", "this is "+describe(v), grades(account.Credibilities))
	return 0
}

// grades lists the grades of the Admiralty code.
func grades(list []account.Grade) string {
	var out []string
	for _, g := range list {
		out = append(out, g.Code+" "+g.Meaning)
	}
	return "the grades are " + strings.Join(out, ", ")
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (l *loader) claimByID(id string) (int, bool) {
	for i, c := range l.model.Claims {
		if c.ID == id && id != "" {
			return i, true
		}
	}
	return 0, false
}
