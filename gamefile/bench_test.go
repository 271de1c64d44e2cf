package gamefile

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"parley/game/gametest"
)

// large is a binary tree of two players, with an information set and an outcome of its own at each node:
// 2^(depth+1)-1 nodes.
func large(depth int) string {
	var b strings.Builder
	b.WriteString("EFG 2 R \"large\" { \"A\" \"B\" }\n\"\"\n")
	sets, ends := 0, 0
	var add func(level int)
	add = func(level int) {
		if level == depth {
			ends++
			fmt.Fprintf(&b, "t \"\" %d \"\" { %d, %d }\n", ends, ends*7919%19-9, ends*104729%19-9)
			return
		}
		sets++
		fmt.Fprintf(&b, "p \"\" %d %d \"\" { \"left\" \"right\" } 0\n", level%2+1, sets)
		add(level + 1)
		add(level + 1)
	}
	add(0)
	return b.String()
}

// BenchmarkFiles reads and writes a tree of 131,071 nodes in each format; the metric is time per node.
func BenchmarkFiles(b *testing.B) {
	src := large(16)
	g, diags := Read("f", strings.NewReader(src), Limits{})
	if g == nil {
		b.Fatal(diags)
	}
	in := gametest.Instance(g)
	var text bytes.Buffer
	if err := WriteJSON(&text, in); err != nil {
		b.Fatal(err)
	}
	perNode := func(b *testing.B, do func()) {
		b.ReportAllocs()
		for b.Loop() {
			do()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(in.Nodes)), "ns/node")
	}
	b.Run("read efg", func(b *testing.B) { perNode(b, func() { ParseInstance("f", src, Limits{}) }) })
	b.Run("read json", func(b *testing.B) { perNode(b, func() { ParseInstance("f", text.String(), Limits{}) }) })
	b.Run("write efg", func(b *testing.B) { perNode(b, func() { _ = WriteEFG(io.Discard, in) }) })
	b.Run("write json", func(b *testing.B) { perNode(b, func() { _ = WriteJSON(io.Discard, in) }) })
	b.Run("write dot", func(b *testing.B) { perNode(b, func() { _ = WriteDOT(io.Discard, in) }) })
}

// BenchmarkMillion reads a tree of a million nodes, half of them moves with an information set of their
// own, as the command does; it reports the megabytes taken while reading and kept afterwards.
func BenchmarkMillion(b *testing.B) {
	src := large(19)
	for b.Loop() {
		took, kept, nodes := memory(b, src)
		b.ReportMetric(float64(took), "MB-reading")
		b.ReportMetric(float64(kept), "MB-kept")
		b.ReportMetric(float64(nodes), "nodes")
	}
}

// memory reads a game and returns how many MB of memory were taken and are kept.
func memory(t testing.TB, src string) (took, kept uint64, nodes int) {
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // as the command does for large files
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	in, diags := ParseInstance("f", src, Limits{Nodes: 1 << 20})
	if in == nil {
		t.Fatal(diags)
	}
	runtime.ReadMemStats(&after)
	took = (after.HeapSys - before.HeapSys) >> 20
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept = (after.HeapAlloc - before.HeapAlloc) >> 20
	runtime.KeepAlive(src)
	return took, kept, len(in.Nodes)
}

// A large tree takes less than 1 KB a node while it is read, and less than 400 bytes afterwards.
func TestMemory(t *testing.T) {
	took, kept, nodes := memory(t, large(16))
	t.Logf("%d nodes: %d MB while reading, %d MB afterwards", nodes, took, kept)
	if took<<20 > uint64(nodes)<<10 || kept<<20 > 400*uint64(nodes) {
		t.Errorf("%d nodes took %d MB and keep %d MB", nodes, took, kept)
	}
}
