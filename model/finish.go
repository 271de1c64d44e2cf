package model

import (
	"path"
	"strings"

	"parley/diag"
)

// finish tells the story and its variants, and checks what could not be checked before.
func (l *loader) finish() {
	if l.stuck != "" {
		return
	}
	m := l.model
	m.Scale = l.scaleName()
	if m.Title == "" {
		m.Title = strings.TrimSuffix(path.Base(m.Path), path.Ext(m.Path))
	}
	l.checkAside()
	l.giveRanges()
	if l.story == nil {
		if l.reached && !l.list.HasErrors() {
			at := diag.Pos{File: m.Path}
			l.report(diag.Diagnostic{
				Code: errNoGame, Summary: "the file declares no game", Span: diag.Span{Start: at, End: at},
				Fix: "write the story as a function, def story(g): ..., and declare it with game(story)",
			})
		}
		return
	}
	l.story.Freeze()
	m.Game = l.tell(nil, m.Title)
	l.tree, l.told = l.shape, true
	m.moves = moveSites{spans: l.shape.moves.spans, at: l.shape.moves.at}
	if l.stuck != "" || m.Game == nil && len(l.tree.labels) == 0 {
		return
	}
	if m.Game != nil && len(l.tree.order) == 0 && !l.list.HasErrors() {
		l.report(diag.Diagnostic{Code: errNoMove, Summary: "nobody moves in this story", Span: l.storyAt, Fix: "let chance or a player move: g.chance(label, {outcome: probability}), g.choose(player, label, actions)"})
		return
	}
	for _, check := range l.checks {
		check()
	}
	l.checks = nil
	for _, v := range l.variants {
		if l.stuck != "" {
			return
		}
		l.buildVariant(v, m.Game)
	}
	l.shape = l.tree
	if !l.list.HasErrors() {
		l.checkAsked(l.asked)
	}
	if !l.list.HasErrors() {
		l.warn()
	}
}
