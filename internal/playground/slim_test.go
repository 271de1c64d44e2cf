package playground

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// moduleOf is a program in WebAssembly of one section.
func moduleOf(id byte, section []byte) []byte {
	out := append([]byte("\x00asm\x01\x00\x00\x00"), id)
	return append(binary.AppendUvarint(out, uint64(len(section))), section...)
}

// pieces is a data section with texts at addresses.
func pieces(at []int, texts ...string) []byte {
	out := []byte{byte(len(texts))}
	for i, s := range texts {
		out = append(signed(append(out, 0, constI32), at[i]), end)
		out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
	}
	return out
}

func TestSlim(t *testing.T) {
	for _, c := range []struct {
		name     string
		in, want []byte
	}{
		{"pieces become one, in any order", moduleOf(dataSection, pieces([]int{200, 70_000, 100}, "b", "c", "a")),
			moduleOf(dataSection, pieces([]int{100}, "a"+strings.Repeat("\x00", 99)+"b"+strings.Repeat("\x00", 69_799)+"c"))},
		{"other sections stay", moduleOf(10, []byte("code")), moduleOf(10, []byte("code"))},
	} {
		got, err := slim(c.in)
		if err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %d bytes, %v; %d wanted", c.name, len(got), err, len(c.want))
		}
	}
}

// What is cut off or otherwise no program of the Go toolchain is refused.
func TestSlimRefuses(t *testing.T) {
	whole := moduleOf(dataSection, pieces([]int{100, 200}, "abc", "d"))
	for n := range len(whole) {
		if n == wasmHead {
			continue // an empty program
		}
		if _, err := slim(whole[:n]); !errors.Is(err, errWasm) {
			t.Errorf("the first %d bytes: %v", n, err)
		}
	}
	for name, section := range map[string][]byte{
		"an address that is no constant": bytes.Replace(pieces([]int{100}, "abc"), []byte{constI32}, []byte{0x23}, 1),
		"too far":                        pieces([]int{mostMemory}, "abc"),
		"more than is said":              append(pieces([]int{100}, "abc"), 0),
	} {
		if _, err := slim(moduleOf(dataSection, section)); !errors.Is(err, errWasm) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSigned(t *testing.T) {
	for _, x := range []int{0, 1, 63, 64, -1, -64, -65, 8191, 8192, 1 << 20, mostMemory, -mostMemory, 1<<31 - 1} {
		r := &reader{b: signed(nil, x)}
		if got := r.signed(); got != x || r.bad || r.at != len(r.b) {
			t.Errorf("%d is read as %d", x, got)
		}
	}
}

// A memory without Go's table of functions, or with one that is laid out in another way, stays as it is.
func TestForgetNothing(t *testing.T) {
	for _, memory := range [][]byte{nil, []byte("text"), []byte(tableMagic), append([]byte(tableMagic), make([]byte, 200)...), append([]byte(tableMagic), bytes.Repeat([]byte{0xff}, 200)...)} {
		was := bytes.Clone(memory)
		if forget(memory) || !bytes.Equal(memory, was) {
			t.Errorf("%d bytes were changed", len(was))
		}
	}
}

// crash is a program that needs of its tables what a program can need: it recovers from faults of the runtime, grows its stack, collects
// garbage in many goroutines, calls a method of a nil pointer and a function made by reflection.
const crash = `package main

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"
)

type value struct{ n int }

func (v value) Get() int { return v.n }

type getter interface{ Get() int }

func get(g getter) int { return g.Get() }

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func deep(n int, p *[8]int) int {
	var own [8]int
	own[n%8] = p[n%8] + 1
	if n == 0 {
		runtime.GC()
		return own[0]
	}
	return deep(n-1, &own)
}

func main() {
	var p *value
	var list []int
	var table map[string]int
	try(func() { get(p) })
	try(func() { _ = list[len(list)] })
	try(func() { table["a"]++ })
	try(func() { panic("own") })
	var all sync.WaitGroup
	sums := make([]int, 8)
	for i := range sums {
		all.Go(func() { sums[i] = deep(20_000+i, new([8]int)) })
	}
	all.Wait()
	fmt.Println(sums)
	swap := reflect.MakeFunc(reflect.TypeFor[func(a, b *int) (*int, *int)](), func(args []reflect.Value) []reflect.Value {
		runtime.GC()
		deep(5_000, new([8]int))
		return []reflect.Value{args[1], args[0]}
	}).Interface().(func(a, b *int) (*int, *int))
	x, y := swap(new(1), new(2))
	fmt.Println(*x, *y)
	fmt.Println(runtime.NumGoroutine())
	fmt.Println(reflect.ValueOf(value{7}).Method(0).Interface().(func() int)())
}
`

// A program runs as it did when what it does not need is gone.
func TestSlimProgramRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a program")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: programs for browsers cannot be run here")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": crash, "go.mod": "module crash\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := toolchain(t.Context(), dir, "build", "-gcflags=all=-l", "-ldflags=-s -w", "-o", "whole.wasm", "."); err != nil {
		t.Fatal(err)
	}
	goroot, err := toolchain(t.Context(), dir, "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, "whole.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	small, err := slim(whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "slim.wasm"), small, 0o666); err != nil {
		t.Fatal(err)
	}
	run := func(name string) string {
		out, err := exec.CommandContext(t.Context(), node, "--stack-size=4000", filepath.Join(strings.TrimSpace(goroot), "lib", "wasm", "wasm_exec_node.js"), filepath.Join(dir, name)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return string(out)
	}
	want := run("whole.wasm")
	if got := run("slim.wasm"); got != want || !strings.Contains(got, "value method main.value.Get called using nil *value pointer") || !strings.HasSuffix(got, "2 1\n2\n7\n") {
		t.Errorf("the program says\n%s\nand said before\n%s", got, want)
	}
	before, after := zipped(t, whole), zipped(t, small)
	if t.Logf("%d bytes compressed, %d slim", len(before), len(after)); len(after) > len(before)*85/100 {
		t.Error("the Go toolchain lays out its table of functions in another way: see forget.go")
	}
}
