package account

import "time"

// A Grade is one step of the Admiralty code, which rates the reliability of a source and the
// credibility of a piece of information apart from one another (NATO 2003, Annex A; NATO 2016).
type Grade struct {
	Code    string // "A" to "F", "1" to "6"
	Meaning string
}

// Reliabilities are the grades of a source, from the best down; F says that there is no basis to judge.
var Reliabilities = []Grade{
	{"A", "completely reliable"}, {"B", "usually reliable"}, {"C", "fairly reliable"}, {"D", "not usually reliable"}, {"E", "unreliable"},
	{"F", "reliability cannot be judged"},
}

// Credibilities are the grades of information, from the best down; 6 says that there is no basis to judge.
var Credibilities = []Grade{
	{"1", "confirmed by other sources"}, {"2", "probably true"}, {"3", "possibly true"}, {"4", "doubtful"}, {"5", "improbable"},
	{"6", "truth cannot be judged"},
}

// Meaning returns what a grade of the list means, "" for none of them.
func Meaning(grades []Grade, code string) string {
	for _, g := range grades {
		if g.Code == code {
			return g.Meaning
		}
	}
	return ""
}

// ValidDate tells whether s is a date of ISO 8601 to the day, the month or the year: 2018-03-28,
// 2018-03, 2018. The day has to exist.
func ValidDate(s string) bool {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return true
		}
	}
	return false
}
