package parley_test

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/diag"
	"parley/model"
)

var update = flag.Bool("update", false, "rewrite the outputs that the documents show")

// textFiles returns the project's files with one of the given endings, with their texts.
func textFiles(t *testing.T, endings ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !slices.Contains(endings, filepath.Ext(path)):
			return nil
		}
		b, err := os.ReadFile(path)
		out[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
)

// Every link in a document to another file, or to a heading, leads somewhere.
func TestLinks(t *testing.T) {
	for file, text := range textFiles(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			target, anchor, _ := strings.Cut(m[1], "#")
			path := file
			if target != "" {
				path = filepath.Join(filepath.Dir(file), target)
			}
			b, err := os.ReadFile(path)
			if info, dirErr := os.Stat(path); err != nil && (dirErr != nil || !info.IsDir()) {
				t.Errorf("%s links to %s, which is not there", file, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(string(b)), anchor) {
				t.Errorf("%s links to %s, which has no such heading", file, m[1])
			}
		}
	}
}

// anchors returns the names that headings can be linked by.
func anchors(text string) []string {
	var out []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		out = append(out, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || r > 127 || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
				return r
			}
			return -1
		}, strings.ToLower(m[1])))
	}
	return out
}

// citation is one to three surnames and a year: Kreps and Wilson 1982, Fearon (1994).
var citation = regexp.MustCompile(`\b(\p{Lu}[\p{L}'-]+)(?:(?:, | and | & )(?:von |van )?(\p{Lu}[\p{L}'-]+))?(?:,? and (\p{Lu}[\p{L}'-]+)| et al\.)?,? \(?(1[89]\d\d|20\d\d)\b`)

// notSurnames stand before a year without citing anything.
var notSurnames = strings.Fields("January February March April May June July August September October November December In Since Until Beijing Winter Summer Spring Autumn Directive")

var (
	bibEntry  = regexp.MustCompile(`(?s)@\w+\{(\w+),(.*?)\n\}`)
	bibAuthor = regexp.MustCompile(`(?s)author\s*=\s*\{(.*?)\},`)
	bibYear   = regexp.MustCompile(`year\s*=\s*\{(\d+)\}|[Cc]ited as \w+ (\d+)`)
)

// Whatever the code, the examples or the documents cite has an entry in references.bib.
func TestCitations(t *testing.T) {
	bib, err := os.ReadFile("docs/references.bib")
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		authors string
		years   []string
	}
	var entries []entry
	keys := map[string]bool{}
	for _, m := range bibEntry.FindAllStringSubmatch(string(bib), -1) {
		if keys[m[1]] {
			t.Errorf("references.bib has two entries %s", m[1])
		}
		keys[m[1]] = true
		a := bibAuthor.FindStringSubmatch(m[2])
		if a == nil {
			t.Errorf("references.bib: %s has no author", m[1])
			continue
		}
		e := entry{authors: a[1]}
		for _, y := range bibYear.FindAllStringSubmatch(m[2], -1) {
			e.years = append(e.years, y[1]+y[2])
		}
		entries = append(entries, e)
	}
	for file, text := range textFiles(t, ".md", ".go", ".star") {
		text = regexp.MustCompile(`\n(//|#)? *`).ReplaceAllString(text, " ")
		for _, m := range citation.FindAllStringSubmatch(text, -1) {
			if slices.Contains(notSurnames, m[1]) {
				continue
			}
			if !slices.ContainsFunc(entries, func(e entry) bool {
				for _, name := range m[1:4] {
					if !strings.Contains(e.authors, strings.TrimSuffix(name, "'s")) {
						return false
					}
				}
				return slices.Contains(e.years, m[4])
			}) {
				t.Errorf("%s cites %q, which has no entry in docs/references.bib (or write it another way, if it is no citation)", file, m[0])
			}
		}
	}
}

// block is a fenced block of a document. A comment before it may say that it is a file, or goes on
// with one: <!-- file: crisis.star --> or <!-- more of: crisis.star -->.
var block = regexp.MustCompile("(?ms)^(?:<!-- (file|more of): (\\S+) -->\n)?```(\\w*)\n(.*?)^```$")

// Models in the documents load, and commands print what the documents say. Each document has a folder
// of its own, with the files that it writes and the project's examples. A line of three points in an output
// stands for any lines.
//
// After a change of an output: go test . -run TestDocuments -update, and read the difference.
func TestDocuments(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a Unix shell")
	}
	bin := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./cmd/parley").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range textFiles(t, ".md") {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			d := document{t: t, bin: bin, dir: t.TempDir()}
			if err := os.Symlink(filepath.Join(root, "examples"), filepath.Join(d.dir, "examples")); err != nil {
				t.Fatal(err)
			}
			got := d.play(text)
			if got == text {
				return
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s differs from what the commands print (read the difference, then run the test with -update):\n%s", file, cmp.Diff(text, got))
		})
	}
}

type document struct {
	t        *testing.T
	bin, dir string
}

// play writes the document's files and runs its commands, in order. It returns the document with the
// outputs as they are.
func (d *document) play(text string) string {
	var out strings.Builder
	at := 0
	for _, m := range block.FindAllStringSubmatchIndex(text, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		out.WriteString(text[at:m[8]])
		at = m[8]
		switch body := part(4); part(3) {
		case "python", "text":
			d.code(part(1), part(2), body)
		case "console":
			out.WriteString(d.commands(body))
			at = m[9]
		}
	}
	return out.String() + text[at:]
}

// code writes a file, or loads what is a whole model.
func (d *document) code(how, name, body string) {
	switch {
	case how == "" && strings.Contains("\n"+body, "\ngame("):
		if _, diags := model.LoadSource(nil, "example.star", body, model.Options{}); diags.HasErrors() {
			r := diag.Renderer{Source: func(string) (string, bool) { return body, true }}
			d.t.Errorf("this model does not load:\n%s", r.Render(diags))
		}
	case how != "":
		flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
		if how == "more of" {
			flags = os.O_APPEND | os.O_WRONLY
		}
		f, err := os.OpenFile(filepath.Join(d.dir, name), flags, 0o666)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := f.WriteString(body); err != nil {
			d.t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			d.t.Fatal(err)
		}
	}
}

// commands runs the lines of a block that start with "$ parley" and returns the block as it should be.
func (d *document) commands(body string) string {
	var out strings.Builder
	parts := regexp.MustCompile(`(?m)^\$ `).Split(body, -1)[1:]
	for i, part := range parts {
		command, said, _ := strings.Cut(part, "\n")
		out.WriteString("$ " + command + "\n")
		if !strings.HasPrefix(command, "parley") || testing.Short() && strings.Contains(command, "beijing") {
			out.WriteString(said)
			continue
		}
		sh := exec.CommandContext(d.t.Context(), "sh", "-c", command)
		sh.Dir = d.dir
		sh.Env = append(os.Environ(), "PATH="+d.bin+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_COLOR=1")
		result, err := sh.CombinedOutput()
		if _, exited := err.(*exec.ExitError); err != nil && !exited {
			d.t.Fatal(err)
		}
		printed := regexp.MustCompile(`(?m)[ \t]+$`).ReplaceAllString(string(result), "")
		blank := said[len(strings.TrimRight(said, "\n")):]
		if blank == "" {
			blank = "\n"
		}
		if i < len(parts)-1 && said == "" {
			blank = "\n\n"
		}
		if matches(strings.TrimRight(said, "\n"), strings.TrimRight(printed, "\n")) {
			printed = said
		} else {
			printed = strings.TrimRight(printed, "\n") + blank
		}
		out.WriteString(printed)
	}
	return out.String()
}

// matches tells whether an output is as said, where a line of three points stands for any lines.
func matches(said, printed string) bool {
	var pattern strings.Builder
	for line := range strings.SplitSeq(said, "\n") {
		if strings.TrimSpace(line) == "..." {
			pattern.WriteString(`(?:.*\n)*?`)
		} else {
			pattern.WriteString(regexp.QuoteMeta(line) + `\n`)
		}
	}
	return regexp.MustCompile(`^` + pattern.String() + `$`).MatchString(printed + "\n")
}
