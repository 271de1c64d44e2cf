package all_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley/solve"
	"parley/solve/all"
)

// Every method has a name that can stand on a command line, says what it does and by whom, and has its
// place in the documents; every concept has a method.
func TestTableOfMethods(t *testing.T) {
	read := func(file string) string {
		b, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	bib, solvers := read("references.bib"), read("solvers.md")
	word := regexp.MustCompile(`^[a-z][a-z+-]*$`)
	seen := map[string]bool{}
	for _, m := range all.Methods {
		name := string(m.Concept) + " by " + m.Name
		if seen[name] {
			t.Errorf("%s stands in the table twice", name)
		}
		seen[name] = true
		if !word.MatchString(m.Name) || m.Title == "" || m.Finds == "" || m.Solver == nil || len(m.Cites) == 0 {
			t.Errorf("%s: a name in lower case, a title, what it finds, a solver and a source are wanted", name)
		}
		for _, key := range m.Cites {
			if !strings.Contains(bib, "{"+key+",") {
				t.Errorf("%s cites %s, which docs/references.bib has not", name, key)
			}
		}
		if !strings.Contains(solvers, "`"+m.Name+"`") && !strings.Contains(solvers, "### "+m.Name) && !strings.Contains(solvers, "`"+string(m.Concept)+"`") {
			t.Errorf("%s is not described in docs/solvers.md", name)
		}
		if !slices.Contains(all.Concepts, m.Concept) {
			t.Errorf("%s: the concept is not among those that may be asked for", name)
		}
	}
	for _, c := range all.Concepts {
		list := all.For(c)
		if len(list) == 0 {
			t.Errorf("there is no method for the concept %s", c)
		} else if !slices.ContainsFunc(list, func(m solve.Method) bool { return m.Suits == nil }) && c != "qre" && c != "rationalizable" {
			t.Errorf("no method for the concept %s takes whatever is left", c)
		}
		if !strings.Contains(solvers, "`--concept "+string(c)) && !strings.Contains(solvers, "`"+string(c)+"`") {
			t.Errorf("docs/solvers.md does not mention the concept %s", c)
		}
	}
}
