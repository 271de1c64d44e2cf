package near

import "testing"

func TestName(t *testing.T) {
	names := []string{"defender", "challenger", "war_cost", "resist", "call"}
	for typed, want := range map[string]string{
		"defnder":    "defender",
		"Defender":   "defender",
		"defedner":   "defender", // neighbours swapped: one edit
		"cal":        "call",
		"war":        "war_cost",
		"cost":       "war_cost",
		"resistance": "", // four edits
		"x":          "",
		"":           "",
		"attacker":   "",
	} {
		if got := Name(typed, names); got != want {
			t.Errorf("%q is taken for %q, want %q", typed, got, want)
		}
	}
}
