package pdf

import "maps"

// AddTables returns a TrueType file with tables of another one besides.
func AddTables(data, other []byte, tags ...string) []byte {
	t := maps.Clone(tables(data))
	more := tables(other)
	for _, tag := range tags {
		t[tag] = more[tag]
	}
	return assemble(t)
}
