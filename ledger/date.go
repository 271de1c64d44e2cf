package ledger

import (
	"fmt"
	"regexp"
	"strconv"

	"parley/account"
)

var (
	dottedDate  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$`)
	slashedDate = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$`)
)

// spreadsheetDate reads a day as spreadsheets write it again when they save a table: 28.03.2018, and 28/03/2018 or 3/28/2018 where only
// one reading is a day. It returns it by ISO 8601, or "" and what to do.
func spreadsheetDate(text string) (iso, fix string) {
	const usual = "write 2018-03-28, 2018-03 or 2018; if a spreadsheet wrote it so, format the column as text before you enter dates"
	day := func(d, m, y string) string {
		di, _ := strconv.Atoi(d) // digits, by the pattern
		mi, _ := strconv.Atoi(m)
		if s := fmt.Sprintf("%s-%02d-%02d", y, mi, di); account.ValidDate(s) {
			return s
		}
		return ""
	}
	if m := dottedDate.FindStringSubmatch(text); m != nil {
		return day(m[1], m[2], m[3]), usual
	}
	m := slashedDate.FindStringSubmatch(text)
	if m == nil {
		return "", usual
	}
	dayFirst, monthFirst := day(m[1], m[2], m[3]), day(m[2], m[1], m[3])
	switch {
	case dayFirst != "" && monthFirst != "" && dayFirst != monthFirst:
		return "", fmt.Sprintf("write %s or %s, whichever is meant: a spreadsheet may have written it so", dayFirst, monthFirst)
	case dayFirst != "":
		return dayFirst, usual
	}
	return monthFirst, usual
}
