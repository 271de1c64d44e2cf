package main

import "strings"

// nearest returns the name that a mistyped one most likely stands for, or "".
func nearest(typed string, names []string) string {
	best, near := 1+max(1, len(typed)/3), ""
	for _, n := range names {
		if d := distance(strings.ToLower(typed), strings.ToLower(n), best); d < best {
			best, near = d, n
		}
	}
	return near
}

// distance is the number of characters to insert, delete or replace to turn one text into the other,
// or limit if it is not below that.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return min(row[len(y)], limit)
}
