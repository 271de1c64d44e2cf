package estimate_test

import (
	"strings"
	"testing"

	"parley/estimate"
	"parley/game"
	"parley/game/gametest"
)

// signal is a game of two players, one with several information sets whose names hold commas and quotes.
func signal() *game.Instance {
	answer := func() gametest.Tree {
		return gametest.Move(1, "answer", gametest.Do("yes", gametest.End(1, 1)), gametest.Do("no", gametest.End(0, 0)))
	}
	return gametest.Instance(gametest.Game(gametest.Nature("type",
		gametest.With("1/2", "strong", gametest.Move(0, `ask, if "strong"`, gametest.Do("ask", answer()), gametest.Do("wait", gametest.End(0, 0)))),
		gametest.With("1/2", "weak", gametest.Move(0, "ask, if weak", gametest.Do("ask", answer()), gametest.Do("wait", gametest.End(0, 0))))), "Ann", "Ünal"))
}

func TestReadCounts(t *testing.T) {
	in := signal()
	want := make(estimate.Counts, len(in.Actions))
	want[gametest.Action(in.Game, `ask, if "strong"`, "ask")] = 7
	want[gametest.Action(in.Game, "ask, if weak", "wait")] = 100000
	want[gametest.Action(in.Game, "answer", "no")] = 4
	for name, text := range map[string]string{
		"plain": "player,infoset,action,count\nAnn,\"ask, if \"\"strong\"\"\",ask,3\nAnn,\"ask, if \"\"strong\"\"\",ask,4\nAnn,\"ask, if weak\",wait,100000\nÜnal,answer,no,4\n",
		"columns in another order and others, from R": "\"\",\"count\",\"Action\",\"round\",\"player\",\"infoset\"\r\n\"1\",7,\"ask\",1,\"Ann\",\"ask, if \"\"strong\"\"\"\r\n" +
			"\"2\",1e+05,\"wait\",1,\"Ann\",\"ask, if weak\"\r\n\"3\",4,\"no\",2,\"Ünal\",\"answer\"\r\n",
		"semicolons, a byte order mark, numbers of information sets": "\uFEFFplayer;infoset;action;count\nAnn;1;ask;7\nAnn;2;wait;100000\nÜnal;;no;4\n",
		"tabs": "player\tinfoset\taction\tcount\nAnn\t1\task\t7\nAnn\task, if weak\twait\t100000\nÜnal\tanswer\tno\t4\n",
	} {
		got, list := estimate.Read("x.csv", text, in)
		if len(list) > 0 {
			t.Errorf("%s: %v", name, list)
			continue
		}
		for a := range want {
			if got[a] != want[a] {
				t.Errorf("%s: %q was counted %d times, want %d", name, in.Actions[a].Name, got[a], want[a])
			}
		}
	}
}

func TestReadErrorsSayWhereAndWhat(t *testing.T) {
	const head = "player,infoset,action,count\n"
	for name, c := range map[string]struct{ text, want, fix string }{
		"empty":                {"", "x.csv:1:1: the file is empty", "its first line should be player,infoset,action,count"},
		"no header":            {"Ann,1,ask,3\n", `x.csv:1:1: the first line names no column "player"`, ""},
		"misspelt column":      {"player,infoset,action,counts\nAnn,1,ask,3\n", `x.csv:1:23: the first line names no column "count"`, ""},
		"infoset missing":      {"player,action,count\nAnn,ask,3\n", `x.csv:1:1: the first line names no column "infoset"`, ""},
		"column twice":         {"player,infoset,action,count,count\n", `x.csv:1:29: there are two columns "count"`, ""},
		"unknown player":       {head + "Ünall,answer,no,4\n", `x.csv:2:1: there is no player "Ünall"`, `did you mean "Ünal"?`},
		"unknown infoset":      {head + "Ünal,answers,no,4\n", `x.csv:2:6: Ünal has no information set "answers"`, `did you mean "answer"?`},
		"another's infoset":    {head + "Ann,answer,no,4\n", `x.csv:2:5: Ann has no information set "answer"`, "there are "},
		"infoset empty":        {head + "Ann,,ask,4\n", "x.csv:2:5: Ann has several information sets: which is meant?", "there are "},
		"unknown action":       {head + "Ünal,answer,yess,4\n", `x.csv:2:13: Ünal has no action "yess" at "answer"`, `did you mean "yes"?`},
		"negative":             {head + "Ünal,answer,yes,-4\n", "x.csv:2:17: the count -4 is negative", ""},
		"not whole":            {head + "Ünal,answer,yes,0.5\n", "x.csv:2:17: the count 0.5 is not whole", "not a share"},
		"NA":                   {head + "Ünal,answer,yes,NA\n", `x.csv:2:17: the count "NA" is no number`, ""},
		"infinite":             {head + "Ünal,answer,yes,Inf\n", `x.csv:2:17: the count "Inf" is no number`, ""},
		"too large":            {head + "Ünal,answer,yes,1e300\n", "x.csv:2:17: the count is larger than 2^53", ""},
		"sum too large":        {head + "Ünal,answer,yes,9e15\nÜnal,answer,yes,9e15\n", "x.csv:3:17: the counts sum to more than 2^53", ""},
		"short row":            {head + "Ünal,answer\n", `x.csv:2:1: this row ends before its column "action"`, ""},
		"quotes":               {head + "\"Ünal,answer,yes,4\n", "this is not CSV", "doubled inside"},
		"not UTF-8":            {head + "\xdcnal,answer,yes,4\n", "x.csv:2:1: the file is not in UTF-8", "fileEncoding"},
		"all 0":                {head + "Ünal,answer,yes,0\n", "x.csv: nothing was observed", ""},
		"errors are collected": {head + "A,b,c,d\nÜnal,answer,yes,-1\n", `x.csv:2:1: there is no player "A"`, "there are"},
	} {
		counts, list := estimate.Read("x.csv", c.text, signal())
		if counts != nil || len(list) == 0 {
			t.Errorf("%s: no error", name)
			continue
		}
		if got := list[0].String(); !strings.HasPrefix(got, c.want) && !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if !strings.Contains(list[0].Fix, c.fix) {
			t.Errorf("%s: fix: %s, want %s", name, list[0].Fix, c.fix)
		}
		if name == "errors are collected" && len(list) != 2 {
			t.Errorf("%s: %d errors", name, len(list))
		}
	}
}

// Whatever the text, Read returns.
func FuzzRead(f *testing.F) {
	f.Add("player,infoset,action,count\nAnn,1,ask,3\n")
	f.Add("\"player\";\"action\"\n\"\n\";")
	f.Add("\uFEFF\r\n,,,\n")
	in := signal()
	f.Fuzz(func(t *testing.T, text string) {
		counts, list := estimate.Read("x.csv", text, in)
		if counts == nil && !list.HasErrors() {
			t.Error("neither counts nor an error")
		}
	})
}
