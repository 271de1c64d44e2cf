package playground

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// The table of a program's functions, as Go 1.26 has it (runtime/symtab.go and _func in runtime/runtime2.go).
const (
	tableMagic = "\xf1\xff\xff\xff\x00\x00\x01\x08" // the version of the format, 0, 0, bytes of the least instruction and of a pointer
	tableHead  = 8 + 8*8                            // then eight numbers
	funcHead   = 44                                 // bytes of a function before what depends on it

	// of which these are the places
	atName, atStack, atFile, atLine, atTables, atUnit, atStart, atID, atData = 4, 16, 20, 24, 28, 32, 36, 40, 43

	// internal/abi/symtab.go
	wrapperID            = 23 // FuncIDWrapper
	unsafePoints         = 0  // PCDATA_UnsafePoint
	argInfo, argLiveInfo = 5, 6
	noData               = 1<<32 - 1
)

// A funcTable is where the table of functions and its parts stand in memory.
type funcTable struct {
	memory                           []byte
	funcs                            []int // addresses
	names, units, files, values, end int   // where these parts begin, and where the last one ends
}

func (t *funcTable) word(at int) int { return int(binary.LittleEndian.Uint32(t.memory[at:])) }

func (t *funcTable) put(at, x int) { binary.LittleEndian.PutUint32(t.memory[at:], uint32(x)) }

// forget drops from a program's memory what nothing but stack traces reads: lines, files, arguments, and the names of functions
// but for those that the runtime decides by; and what nothing but preemption by signals reads, which WebAssembly has not. It
// drops nothing if it does not find everything where Go 1.26 has it.
func forget(memory []byte) (done bool) {
	t := findTable(memory)
	if t == nil {
		return false
	}
	kept := make([]bool, t.end-t.values) // of the tables of values by address of code
	names, system := []byte{0}, 0
	at := map[string]int{"": 0} // in names
	numbers := make([]int, len(t.funcs))
	for i, f := range t.funcs {
		tables := []int{t.word(f + atStack)}
		for k := unsafePoints + 1; k < t.word(f+atTables); k++ {
			tables = append(tables, t.word(f+funcHead+4*k))
		}
		for _, from := range tables {
			to, ok := t.tableEnd(from)
			if !ok {
				return false
			}
			for j := from; j < to; j++ {
				kept[j] = true
			}
		}
		name := t.decisive(f)
		if _, ok := at[name]; !ok {
			at[name] = len(names)
			names = append(append(names, name...), 0)
		}
		numbers[i] = at[name]
		if name == ofRuntime {
			system++
		}
	}
	if system < 500 || len(names) > t.units-t.names { // the runtime has more than a thousand functions
		return false
	}
	for i, f := range t.funcs {
		t.put(f+atName, numbers[i])
		for _, at := range []int{atFile, atLine, atUnit, atStart} {
			t.put(f+at, 0)
		}
		t.forgetArguments(f)
	}
	clear(memory[t.names:t.values])
	copy(memory[t.names:], names)
	for i, keep := range kept {
		if !keep {
			memory[t.values+i] = 0
		}
	}
	return true
}

// forgetArguments drops where a function's arguments are, for stack traces, and where it must not be preempted.
func (t *funcTable) forgetArguments(f int) {
	data := f + funcHead
	if n := t.word(f + atTables); n > unsafePoints {
		t.put(data+4*unsafePoints, 0)
		data += 4 * n
	}
	for k := argInfo; k <= argLiveInfo && k < int(t.memory[f+atData]); k++ {
		t.put(data+4*k, noData)
	}
}

// ofRuntime is how the name of a function of package runtime begins.
const ofRuntime = "runtime."

// decisive is as much of the name of a function as the runtime decides by: it asks whether a goroutine is its own
// (isSystemGoroutine), which function of package reflect it is in (argMapInternal), and of what a method was called with
// a nil pointer (panicwrap). The others are "".
func (t *funcTable) decisive(f int) string {
	text, _, _ := bytes.Cut(t.memory[t.names+t.word(f+atName):t.units], []byte{0})
	switch name := string(text); {
	case strings.HasPrefix(name, ofRuntime):
		return ofRuntime
	case t.memory[f+atID] == wrapperID, name == "reflect.makeFuncStub", name == "reflect.methodValueCall":
		return name
	}
	return ""
}

// findTable finds the table of functions, or returns nil.
func findTable(memory []byte) *funcTable {
	for from := 0; ; {
		i := bytes.Index(memory[from:], []byte(tableMagic))
		if i < 0 {
			return nil
		}
		if t := tableAt(memory, from+i); t != nil {
			return t
		}
		from += i + 1
	}
}

// tableAt reads the table of functions at a place, or returns nil if there is none.
func tableAt(memory []byte, at int) *funcTable {
	if at+tableHead > len(memory) {
		return nil
	}
	var head [8]int
	for k := range head {
		x := binary.LittleEndian.Uint64(memory[at+8+8*k:])
		if x > uint64(len(memory)-at) {
			return nil
		}
		head[k] = int(x)
	}
	n, index := head[0], at+head[7]
	t := &funcTable{memory: memory, names: at + head[3], units: at + head[4], files: at + head[5], values: at + head[6], end: index}
	if head[3] < tableHead || t.names >= t.units || t.units >= t.files || t.files >= t.values || t.values >= t.end || index+8*(n+1) > len(memory) {
		return nil
	}
	for i := range n {
		f := index + t.word(index+8*i+4)
		if f+funcHead > len(memory) || t.word(f) != t.word(index+8*i) || t.word(f+atName) >= t.units-t.names ||
			t.word(f+atTables) > 8 || f+funcHead+4*(t.word(f+atTables)+int(memory[f+atData])) > len(memory) {
			return nil
		}
		t.funcs = append(t.funcs, f)
	}
	return t
}

// tableEnd returns where a table of values by address ends (runtime.step): pairs of numbers in LEB128, the first number of
// a pair after the first being 0 at the end. The table at 0 is none.
func (t *funcTable) tableEnd(from int) (to int, ok bool) {
	switch {
	case from == 0:
		return 0, true
	case from >= t.end-t.values:
		return 0, false
	}
	r := &reader{b: t.memory[t.values:t.end], at: from}
	for first := true; ; first = false {
		if r.unsigned() == 0 && !first || r.bad {
			return r.at, !r.bad
		}
		r.unsigned()
	}
}
