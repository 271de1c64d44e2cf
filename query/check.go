package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/game"
	"parley/internal/near"
)

// A CheckError says what in an event, query or condition does not fit the games that it is asked of.
type CheckError struct {
	Summary string // what was found and what would fit
	Name    string // that is not known, or ""
	Near    string // the one that was probably meant, or ""
	Known   []string
}

// Error returns the summary with what was probably meant.
func (e *CheckError) Error() string {
	switch {
	case e.Near != "":
		return fmt.Sprintf("%s; did you mean %q?", e.Summary, e.Near)
	case len(e.Known) > 0:
		return fmt.Sprintf("%s; there is %s", e.Summary, enumerate(e.Known))
	}
	return e.Summary
}

// Check tells whether x, an Event, Query or Condition, can be asked of the game and its variants (by
// name): every label, action, player, mark and variant exists, do= names moves that can be forced,
// and belief has an information set to be held at. The error is a *CheckError.
func Check(x fmt.Stringer, base *game.Game, variants map[string]*game.Game) error {
	games := map[string]*game.Game{"": base}
	maps.Copy(games, variants)
	var err error
	switch x := x.(type) {
	case Event:
		err = newSite(base).checkEvent(x)
	case Query:
		_, err = NewEvaluator(games).Query(x)
	case Condition:
		_, err = NewEvaluator(games).Condition(x)
	}
	return err
}

func wrong(format string, args ...any) error {
	return &CheckError{Summary: fmt.Sprintf(format, args...)}
}

// unknown is the error for a name that is not among the known ones.
func unknown(what, name string, known []string) error {
	e := &CheckError{Summary: fmt.Sprintf("there is no %s called %q", what, name), Name: name}
	if e.Near = near.Name(name, known); e.Near == "" && len(known) <= 12 {
		e.Known = known
	}
	return e
}

func (s *site) checkEvent(e Event) error {
	switch e := e.(type) {
	case Move:
		return s.checkMove(e)
	case Marked:
		if _, ok := s.marks[e.Name]; !ok {
			var known []string
			for _, m := range s.g.Marks {
				known = append(known, m.Name)
			}
			if near.Name(e.Name, known) == "" && slices.Contains(s.labels, e.Name) {
				return wrong("%q is the label of a move, not a mark: write event(%[1]q, ...) with its actions", e.Name)
			}
			return unknown("mark", e.Name, known)
		}
	case NotEvent:
		return s.checkEvent(e.E)
	case Both:
		if err := s.checkEvent(e.A); err != nil {
			return err
		}
		return s.checkEvent(e.B)
	case Either:
		if err := s.checkEvent(e.A); err != nil {
			return err
		}
		return s.checkEvent(e.B)
	case nil:
		return wrong("an event is missing")
	}
	return nil
}

func (s *site) checkMove(e Move) error {
	if !slices.Contains(s.labels, e.Label) {
		return unknown("move", e.Label, s.labels)
	}
	if len(e.Actions) == 0 {
		return wrong("event(%q) names no action: write event(%[1]q, %q)", e.Label, s.actionsOf(e.Label)[0])
	}
	known := s.actionsOf(e.Label)
	for _, a := range e.Actions {
		if !slices.Contains(known, a) {
			return unknown(fmt.Sprintf("action of %q", e.Label), a, known)
		}
	}
	return nil
}

func (s *site) checkPlayer(name string) (game.PlayerID, error) {
	if i := slices.Index(s.g.Players, name); i >= 0 {
		return game.PlayerID(i), nil
	}
	return 0, unknown("player", name, s.g.Players)
}

func (s *site) checkLabel(label string) error {
	if slices.Contains(s.labels, label) {
		return nil
	}
	return unknown("move", label, s.labels)
}

// enumerate writes "a", "b" and "c".
func enumerate(names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, fmt.Sprintf("%q", n))
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
