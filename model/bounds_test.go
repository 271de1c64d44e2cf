package model

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// Programs that would hang or kill a process: each ends within its bounds, with a message.
var hostile = map[string]string{
	"list of a huge range":        "x = list(range(1 << 40))",
	"sum over a huge range":       "x = max(range(1 << 40))",
	"loop over a huge range":      "def f():\n    for i in range(1 << 40):\n        pass\nf()",
	"nested loops":                "def f():\n    for i in range(100000):\n        for j in range(100000):\n            pass\nf()",
	"repeated list":               "x = [0] * (1 << 40)",
	"repeated text":               "x = (1 << 40) * 'ab'",
	"doubled text":                "def f(s):\n    for _ in range(99):\n        s = s + s\n    return s\nx = f('ab')",
	"doubled text in place":       "def f(s):\n    for _ in range(99):\n        s += s\n    return s\nx = f('ab')",
	"doubled list":                "def f(s):\n    for _ in range(99):\n        s += s\n    return s\nx = f([1])",
	"extended list":               "def f(s):\n    for _ in range(99):\n        s.extend(s)\n    return s\nx = f([1])",
	"growing text":                "def f(s):\n    for _ in range(100000):\n        s += 'aaaaaaaaaaaaaaaaaaaaaaaa'\n    return s\nx = f('')",
	"replaced text":               "def f(s):\n    for _ in range(99):\n        s = s.replace('a', 'aaaaaaaa')\n    return s\nx = f('a')",
	"joined text":                 "def f(s):\n    for _ in range(99):\n        s = s.join(['a'] * 9)\n    return s\nx = f('a')",
	"formatted text":              "def f(s):\n    for _ in range(99):\n        s = '%s%s' % (s, s)\n    return s\nx = f('a')",
	"format method":               "def f(s):\n    for _ in range(99):\n        s = '{0}{0}'.format(s)\n    return s\nx = f('a')",
	"squared number":              "def f(x):\n    for _ in range(99):\n        x = x * x\n    return x\ny = f(3)",
	"squared fraction":            "def f(x):\n    for _ in range(99):\n        x *= x\n    return x\ny = f(1.5)",
	"shifted number":              "def f(x):\n    for _ in range(100000):\n        x = x << 500\n    return x\ny = f(1)",
	"squared param":               "a = param('a', 0.5)\ndef f(x):\n    for _ in range(99):\n        x = x * x\n    return x\ny = f(a)",
	"doubled param":               "a = param('a', 0.5)\ndef f(x):\n    for _ in range(99):\n        x = x + x / 2\n    return x\ny = f(a)\nassume(y > 0)",
	"doubled query":               "def f(x):\n    for _ in range(99):\n        x = x + x\n    return x\ny = f(count())",
	"doubled event":               "def f(x):\n    for _ in range(99):\n        x = x & x\n    return x\ny = f(event('approach', 'call'))",
	"doubled condition":           "def f(x):\n    for _ in range(99):\n        x = all_of(x, x)\n    return x\ny = f(count() > 1)",
	"tuple of itself":             "def f(x):\n    for _ in range(99):\n        x = (x, x)\n    return x\ny = f(1)",
	"tuple from rest arguments":   "def g(*args):\n    return args\ndef f(x):\n    for _ in range(99):\n        x = g(x, x)\n    return x\ny = f(1)",
	"tuple from a lambda's rest":  "g = lambda *args: args\ndef f(x):\n    for _ in range(99):\n        x = g(x, x)\n    return x\ny = f(1)",
	"tuple as key":                "def f(x):\n    for _ in range(99):\n        x = tuple([x, x])\n    return {x: 1}\ny = f(1)",
	"list of itself, written":     "def f(x):\n    for _ in range(99):\n        x = [x, x]\n    return str(x)\ny = f(1)",
	"list of itself, compared":    "def f(x):\n    for _ in range(99):\n        x = [x] * 100\n    return x\ny = f(1) == f(1)",
	"list of itself, searched":    "def f(x):\n    for _ in range(99):\n        x = [x] * 100\n    return x\ny = f(1) in [f(1)]",
	"deep list":                   "def f(x):\n    for _ in range(100):\n        for _ in range(100000):\n            x = [x]\n    return x\ny = f(1)",
	"many lists":                  "def f(x):\n    for _ in range(100000):\n        x.append([0] * 100000)\nf([])",
	"nested brackets":             "x = " + strings.Repeat("[", 50000) + strings.Repeat("]", 50000),
	"nested minus":                "x = " + strings.Repeat("-", 50000) + "1",
	"nested not":                  "x = " + strings.Repeat("not ", 50000) + "1",
	"long sum":                    "x = 1" + strings.Repeat(" + 1", 50000),
	"long chain of calls":         "x = str" + strings.Repeat("(1)", 50000),
	"long attribute":              "x = str" + strings.Repeat(".a", 50000),
	"long conditional":            "x = 1" + strings.Repeat(" if 1 else 1", 50000),
	"nested lambda":               "x = " + strings.Repeat("lambda: ", 50000) + "1",
	"fail with a monster":         "def f(x):\n    for _ in range(99):\n        x = [x, x]\n    fail(x)\nf(1)",
	"sorted by a slow key":        "def f(x):\n    for i in range(100000):\n        pass\n    return x\ny = sorted(range(100000), key = f)",
	"zip of ranges":               "x = zip(*([range(100000)] * 100000))",
	"rest of ranges":              "def f(*a):\n    return len(a)\ndef g():\n    for i in range(100000):\n        f(*range(100000))\ng()",
	"slices":                      "def f(x):\n    for i in range(100000):\n        y = x[1:]\nf(list(range(100000)))",
	"many events":                 "def f():\n    for i in range(100000):\n        for j in range(100000):\n            event('approach', 'call')\nf()",
	"story without end":           "def endless(g):\n    for i in range(100000):\n        g.choose(kim, 'go on', ['yes', 'no'])\ngame(endless)",
	"story with too many actions": "def broad(g):\n    for i in range(9):\n        g.choose(kim, 'pick', [str(a) for a in range(5000)])\ngame(broad)",
	"story with endless marks":    "def marks(g):\n    for i in range(100000):\n        for j in range(100000):\n            g.mark('m')\ngame(marks)",
	"story with endless payoffs":  "def pays(g):\n    for i in range(100000):\n        for j in range(100000):\n            g.pay(kim, param)\ngame(pays)",
}

func TestHostileProgramsStop(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			text = "kim, xi = player('Kim'), player('Xi')\n" + text
			if !strings.Contains(text, "game(") {
				text += "\ndef story(g):\n    g.pay(xi, y if False else 1)\n    g.choose(kim, 'approach', ['call'])\ngame(story)\n"
				text = strings.Replace(text, "y if False else 1", "1", 1)
			}
			m, list := LoadSource(fstest.MapFS{}, "model.star", text, Options{Steps: 3_000_000, Memory: 128 << 20})
			switch {
			case m != nil && name != "doubled param" && name != "slices" && name != "long sum":
				t.Error("loads")
			case m == nil && len(list) == 0:
				t.Error("no message")
			}
			for _, d := range list {
				checkDiagnostic(t, d)
				if len(d.Summary) > 300 {
					t.Errorf("a summary of %d characters", len(d.Summary))
				}
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %s", took)
			} else if testing.Verbose() {
				t.Logf("%s: %v", took.Round(time.Millisecond), list)
			}
		})
	}
}

func TestCancelStopsTheStory(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	text := "kim = player('Kim')\ndef story(g):\n    for i in range(1500):\n        g.choose(kim, 'go on', ['yes', 'no'])\ngame(story)\n"
	time.AfterFunc(100*time.Millisecond, cancel)
	start := time.Now()
	m, list := LoadSource(nil, "model.star", text, Options{Context: ctx, Steps: 1 << 60, Nodes: 1 << 40})
	if m != nil || len(list) != 1 || list[0].Code != errInterrupted || !Stopped(list) {
		t.Errorf("got %v", list)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// The whole integrated example is read in a fraction of a second.
func BenchmarkLoad(b *testing.B) {
	fsys := os.DirFS("../examples/beijing-2018")
	for b.Loop() {
		m, list := Load(fsys, "model.star", Options{})
		if m == nil {
			b.Fatal(list)
		}
	}
}

func BenchmarkStory(b *testing.B) {
	for _, rounds := range []int{4, 8, 12} {
		b.Run(fmt.Sprintf("rounds=%d", rounds), func(b *testing.B) {
			text := fmt.Sprintf("kim, xi = player('Kim'), player('Xi')\np = param('p', 0.5, within = (0, 1))\n"+
				"def story(g):\n    for i in range(%d):\n        if g.choose(kim if i %% 2 else xi, 'move', ['a', 'b']) == 'a':\n            g.pay(kim, p * i)\ngame(story)\n", rounds)
			for b.Loop() {
				if m, list := LoadSource(nil, "model.star", text, Options{}); m == nil {
					b.Fatal(list)
				}
			}
		})
	}
}
