package sweepfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/sweep/table"
)

// tableOf is a header and rows as a sweep of n draws has them, with awkward texts and numbers.
func tableOf(t *rapid.T, n int, shard table.Shard, per table.RowsPer) (table.Header, [][]table.Cell) {
	h := table.Header{Columns: []table.Column{
		{Name: "draw", Kind: table.Integer}, {Name: "zeta", Kind: table.Number}, {Name: "equilibria", Kind: table.Integer},
		{Name: "complete", Kind: table.Truth}, {Name: "because", Kind: table.Text}, {Name: "a_low", Kind: table.Number},
	}}
	var columns []string
	for _, c := range h.Columns {
		columns = append(columns, c.Name+":"+string(c.Kind))
	}
	h.Meta = table.Meta{{Key: "parley", Value: "1"}, {Key: "model", Value: `"#: a, b`}, {Key: "about.x", Value: ""}, {Key: table.KeyDraws, Value: fmt.Sprint(n)}}
	if shard.Of > 0 {
		h.Meta = append(h.Meta, table.Entry{Key: table.KeyShard, Value: shard.String()})
	}
	h.Meta = append(h.Meta, table.Entry{Key: table.KeyRows, Value: string(per)}, table.Entry{Key: table.KeyColumns, Value: strings.Join(columns, " ")})
	numbers := rapid.OneOf(rapid.Float64Range(-10, 10), rapid.Float64(), rapid.SampledFrom([]float64{0, 1, 1e-300, 5e-324, math.MaxFloat64, 1e21, 123456.5, 1e-7}))
	texts := rapid.SampledFrom([]string{"a", "true", "NA", `say "no", # or not`, "it's", " blank ", "−0.5 … ü", "#1", "x,y"})
	first, end := shard.Range(n)
	var rows [][]table.Cell
	for i := first; i < end; i++ {
		k := rapid.IntRange(0, 3).Draw(t, "equilibria")
		for range max(1, map[table.RowsPer]int{table.PerDraw: 1, table.PerEquilibrium: k}[per]) {
			row := []table.Cell{{Number: float64(i + 1)}, {Number: numbers.Draw(t, "zeta")}, {Number: float64(k)}, {Number: float64(rapid.IntRange(0, 1).Draw(t, "complete"))}, {Null: true}, {Null: true}}
			if rapid.Bool().Draw(t, "text") {
				row[4] = table.Cell{Text: texts.Draw(t, "because")}
			}
			if rapid.Bool().Draw(t, "value") {
				row[5] = table.Cell{Number: numbers.Draw(t, "a")}
			}
			rows = append(rows, row)
		}
	}
	return h, rows
}

func write(t testing.TB, path string, h table.Header, rows [][]table.Cell) {
	t.Helper()
	format, err := FormatOf(path)
	if err != nil {
		t.Fatal(err)
	}
	err = save(path, func(w io.Writer) error {
		out, err := newWriter(w, format, h)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := out.Write(r); err != nil {
				return err
			}
		}
		return out.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) (table.Header, [][]table.Cell) {
	t.Helper()
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows [][]table.Cell
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r.Header(), rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, slices.Clone(row))
	}
}

func bytesOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Both formats give back what was written: metadata and columns in their order, and every cell.
func TestFormatsKeepEverything(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		per := rapid.SampledFrom([]table.RowsPer{table.PerDraw, table.PerEquilibrium}).Draw(rt, "rows")
		h, rows := tableOf(rt, rapid.IntRange(1, 40).Draw(rt, "draws"), table.Shard{}, per)
		for _, format := range []Format{CSV, Parquet} {
			path := filepath.Join(dir, "table."+string(format))
			write(t, path, h, rows)
			header, got := read(t, path)
			if !slices.Equal(header.Meta, h.Meta) || !slices.Equal(header.Columns, h.Columns) {
				rt.Fatalf("%s: header %v, want %v", format, header, h)
			}
			if len(got) != len(rows) {
				rt.Fatalf("%s: %d rows, want %d", format, len(got), len(rows))
			}
			for i := range rows {
				if !slices.Equal(got[i], rows[i]) {
					rt.Fatalf("%s: row %d is %v, want %v", format, i, got[i], rows[i])
				}
			}
		}
	})
}

// Shards in either format make the bytes of the whole in either format.
func TestMergedShardsAreTheWhole(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(3, 60).Draw(rt, "draws")
		of := rapid.IntRange(1, 3).Draw(rt, "of")
		per := rapid.SampledFrom([]table.RowsPer{table.PerDraw, table.PerEquilibrium}).Draw(rt, "rows")
		whole, all := tableOf(rt, n, table.Shard{}, per)
		var paths []string
		for i := range of {
			part := table.Shard{Number: i + 1, Of: of}
			first, end := part.Range(n)
			h := whole
			at := slices.IndexFunc(h.Meta, func(e table.Entry) bool { return e.Key == table.KeyDraws })
			h.Meta = slices.Insert(slices.Clone(h.Meta), at+1, table.Entry{Key: table.KeyShard, Value: part.String()})
			var rows [][]table.Cell
			for _, r := range all {
				if d := int(r[0].Number) - 1; d >= first && d < end {
					rows = append(rows, r)
				}
			}
			path := filepath.Join(dir, fmt.Sprintf("part-%d.%s", i, rapid.SampledFrom([]string{"csv", "parquet"}).Draw(rt, "format")))
			write(t, path, h, rows)
			paths = append(paths, path)
		}
		slices.Reverse(paths)
		for _, format := range []Format{CSV, Parquet} {
			want, got := filepath.Join(dir, "whole."+string(format)), filepath.Join(dir, "merged."+string(format))
			write(t, want, whole, all)
			m, err := NewMerger(got, paths)
			if err == nil {
				err = m.Write(func(int) {}, func() error { return nil })
			}
			if err != nil {
				rt.Fatal(err)
			}
			if !bytes.Equal(bytesOf(t, got), bytesOf(t, want)) {
				rt.Fatalf("%s: the merged file differs from the whole", format)
			}
		}
	})
}

// steady is a table without chance in it.
func steady(n int, shard table.Shard) (table.Header, [][]table.Cell) {
	var h table.Header
	var rows [][]table.Cell
	rapid.Custom(func(t *rapid.T) int { h, rows = tableOf(t, n, shard, table.PerEquilibrium); return 0 }).Example(1)
	return h, rows
}

func TestMergeNamesWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	const n = 30
	at := func(name string) string { return filepath.Join(dir, name) }
	for i := range 3 {
		h, rows := steady(n, table.Shard{Number: i + 1, Of: 3})
		write(t, at(fmt.Sprintf("p%d.csv", i+1)), h, rows)
		write(t, at(fmt.Sprintf("p%d.parquet", i+1)), h, rows)
	}
	h, rows := steady(n, table.Shard{})
	write(t, at("whole.csv"), h, rows)
	h, rows = steady(n+1, table.Shard{Number: 2, Of: 3})
	write(t, at("other.csv"), h, rows)
	h, rows = steady(n, table.Shard{Number: 2, Of: 4})
	write(t, at("quarter.csv"), h, rows)
	p2 := bytesOf(t, at("p2.csv"))
	lines := bytes.SplitAfter(p2, []byte("\n"))
	body := bytes.Count(AppendHeader(nil, h), []byte("\n"))
	damage := func(name string, b []byte) {
		if err := os.WriteFile(at(name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	damage("cut.csv", p2[:len(p2)-3])
	damage("short.csv", bytes.Join(lines[:len(lines)-2], nil))
	damage("hole.csv", bytes.Join(slices.Delete(slices.Clone(lines), body+3, body+4), nil))
	damage("text.csv", bytes.Replace(p2, []byte("\n12,"), []byte("\n12,x"), 1))
	damage("foreign.csv", []byte("a,b\n1,2\n"))
	damage("foreign.parquet", []byte("PAR1 no"))
	parquet := bytesOf(t, at("p2.parquet"))
	damage("cut.parquet", parquet[:len(parquet)-9])
	damage("late.csv.partial", nil)
	for _, c := range []struct {
		files string
		want  []string
	}{
		{"p1.csv p3.parquet", []string{"shard 2/3 is missing, with the draws 11 to 20"}},
		{"p1.csv p2.csv", []string{"shard 3/3 is missing"}},
		{"p1.csv p2.csv p2.parquet p3.csv", []string{"p2.csv and ", "p2.parquet are both shard 2/3"}},
		{"p1.csv other.csv p3.csv", []string{"p1.csv and ", "other.csv do not belong together: draws is 30 in ", " and 31 in "}},
		{"p1.csv quarter.csv p3.csv", []string{"quarter.csv is shard 2/4"}},
		{"whole.csv p1.csv", []string{"whole.csv is no shard"}},
		{"p1.csv cut.csv p3.csv", []string{"cut.csv", "line"}},
		{"p1.csv short.csv p3.csv", []string{"short.csv is damaged"}},
		{"p1.csv hole.csv p3.csv", []string{"hole.csv is damaged"}},
		{"p1.csv text.csv p3.csv", []string{"text.csv line ", "is no number"}},
		{"p1.csv foreign.csv", []string{"foreign.csv is not the result of a sweep"}},
		{"foreign.parquet", []string{"foreign.parquet is not the result of a sweep"}},
		{"p1.csv cut.parquet p3.csv", []string{"cut.parquet is not the result of a sweep"}},
		{"p1.csv none.csv", []string{"there is no file", "none.csv"}},
		{"p1.csv late.csv", []string{"late.csv is not finished", "late.csv.partial"}},
		{"out.csv p1.csv", []string{"out.csv is to be written and is one of the files"}},
	} {
		var paths []string
		for _, f := range strings.Fields(c.files) {
			paths = append(paths, at(f))
		}
		m, err := NewMerger(at("out.csv"), paths)
		if err == nil {
			err = m.Write(func(int) {}, func() error { return nil })
		}
		if err == nil {
			t.Errorf("%s: no error", c.files)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", c.files, err, want)
			}
		}
		if _, err := os.Stat(at("out.csv")); err == nil {
			t.Errorf("%s: a file was written all the same", c.files)
		}
	}
}

// journalled is a journal with some blocks of two draws.
func journalled(t testing.TB, out string, h table.Header, rows [][]table.Cell, blocks int) *Journal {
	t.Helper()
	j, err := OpenJournal(out, h, 0, len(rows), false)
	if err != nil {
		t.Fatal(err)
	}
	addBlocks(t, j, h, rows, blocks)
	return j
}

func addBlocks(t testing.TB, j *Journal, h table.Header, rows [][]table.Cell, blocks int) {
	t.Helper()
	for ; blocks > 0 && j.Next < len(rows); blocks-- {
		b := table.Block{First: j.Next, Draws: min(2, len(rows)-j.Next)}
		for _, r := range rows[b.First : b.First+b.Draws] {
			b.Bytes, b.Rows = AppendRow(b.Bytes, h.Columns, r), b.Rows+1
		}
		if err := j.Add(b); err != nil {
			t.Fatal(err)
		}
	}
}

// Wherever a run is cut off, the next one keeps every whole block and ends with the same file.
func TestJournalGoesOnFromAnyByte(t *testing.T) {
	dir := t.TempDir()
	h, rows := steady(9, table.Shard{})
	byDraw := rows[:0:0]
	for i, r := range rows { // one row for each draw is enough here
		if i == 0 || r[0].Number != rows[i-1][0].Number {
			byDraw = append(byDraw, r)
		}
	}
	rows = byDraw
	for _, format := range []Format{CSV, Parquet} {
		want := filepath.Join(dir, "want."+string(format))
		write(t, want, h, rows)
		out := filepath.Join(dir, "out."+string(format))
		j := journalled(t, out, h, rows, 3)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		whole := bytesOf(t, JournalPath(out))
		starts := len(head(journalMagic, AppendHeader(nil, h)))
		ends := []int{starts}
		for k := starts; ; {
			i := bytes.Index(whole[k+1:], []byte("\nblock "))
			if i < 0 {
				break
			}
			k += i + 2
			ends = append(ends, k)
		}
		ends = append(ends, len(whole))
		for cut := range len(whole) + 1 {
			if cut < starts-3 && cut%97 > 0 {
				continue // within the head: some are enough
			}
			if err := os.WriteFile(JournalPath(out), whole[:cut], 0o666); err != nil {
				t.Fatal(err)
			}
			finished := 0
			for _, e := range ends[1:] {
				if e <= cut {
					finished++
				}
			}
			j := journalled(t, out, h, rows, 0)
			if j.Next != 2*finished {
				t.Fatalf("cut at %d of %d: goes on with draw %d, want %d", cut, len(whole), j.Next, 2*finished)
			}
			addBlocks(t, j, h, rows, len(rows))
			if err := j.Finish(); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(bytesOf(t, out), bytesOf(t, want)) {
				t.Fatalf("%s, cut at %d: the file differs from that of an unbroken run", format, cut)
			}
			if _, err := os.Stat(JournalPath(out)); err == nil {
				t.Fatal("the journal is still there")
			}
		}
	}
}

// A block that was changed on the disk is solved again, with what follows.
func TestDamagedBlockIsThrownAway(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	h, rows := steady(8, table.Shard{})
	rows = rows[:8]
	j := journalled(t, out, h, rows, 3)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	b := bytesOf(t, JournalPath(out))
	second := bytes.Index(b, []byte("\nblock 2 ")) + 60
	b[second] ^= 1
	if err := os.WriteFile(JournalPath(out), b, 0o666); err != nil {
		t.Fatal(err)
	}
	j = journalled(t, out, h, rows, 0)
	defer j.Close()
	if j.Next != 2 || j.Cut == 0 {
		t.Errorf("goes on with draw %d, %d bytes cut; want draw 2 and some", j.Next, j.Cut)
	}
}

func TestJournalsOfOthersAreLeftAlone(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	h, rows := steady(8, table.Shard{})
	rows = rows[:8]
	j := journalled(t, out, h, rows, 2)
	if _, err := OpenJournal(out, h, 0, len(rows), false); err == nil || !strings.Contains(err.Error(), "another parley is at work") {
		t.Errorf("while a run has the journal: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	other := h
	other.Meta = append(slices.Clone(h.Meta), table.Entry{Key: "seed", Value: "7"})
	_, err := OpenJournal(out, other, 0, len(rows), false)
	var differ *DifferError
	if !errors.As(err, &differ) || !strings.Contains(err.Error(), "seed is missing there and 7 here") {
		t.Errorf("another sweep: %v", err)
	}
	if Begun(out, other, 0, len(rows)) || !Begun(out, h, 0, len(rows)) {
		t.Error("it is not told whose journal it is")
	}
	if j, err = OpenJournal(out, other, 0, len(rows), true); err != nil || j.Next != 0 {
		t.Fatalf("begun anew: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(JournalPath(out), []byte("my notes, which I need, and which are not the journal of any sweep"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, restart := range []bool{false, true} {
		if _, err := OpenJournal(out, h, 0, len(rows), restart); err == nil || !strings.Contains(err.Error(), "is not the journal of a sweep") {
			t.Errorf("a file of somebody else, restart %v: %v", restart, err)
		}
	}
}

func TestFinished(t *testing.T) {
	dir := t.TempDir()
	h, rows := steady(4, table.Shard{})
	other := table.Header{Meta: append(slices.Clone(h.Meta), table.Entry{Key: "seed", Value: "7"}), Columns: h.Columns}
	for _, format := range []Format{CSV, Parquet} {
		path := filepath.Join(dir, "a."+string(format))
		if done, err := Finished(path, h.Meta); done || err != nil {
			t.Errorf("no file: %v, %v", done, err)
		}
		write(t, path, h, rows)
		if done, err := Finished(path, h.Meta); !done || err != nil {
			t.Errorf("finished: %v, %v", done, err)
		}
		var differ *DifferError
		if done, err := Finished(path, other.Meta); done || !errors.As(err, &differ) {
			t.Errorf("another: %v, %v", done, err)
		}
		if err := os.WriteFile(path, []byte("notes"), 0o666); err != nil {
			t.Fatal(err)
		}
		if done, err := Finished(path, h.Meta); done || err == nil || errors.As(err, &differ) {
			t.Errorf("something else: %v, %v", done, err)
		}
		if err := Replaceable(path); err == nil {
			t.Error("something else may be written over")
		}
	}
}
