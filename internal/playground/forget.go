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

	atName, atStack, atFile, atLine, atTables, atUnit, atStart, atID = 4, 16, 20, 24, 28, 32, 36, 40

	wrapperID = 23 // abi.FuncIDWrapper: its name is read by runtime.panicwrap
)

// A funcTable is where the table of functions and its parts stand in memory.
type funcTable struct {
	memory                           []byte
	funcs                            []int // addresses
	names, units, files, values, end int   // where these parts begin, and where the last one ends
}

func (t *funcTable) word(at int) int { return int(binary.LittleEndian.Uint32(t.memory[at:])) }

// forget drops from a program's memory what nothing but stack traces reads: lines, files, and the names of functions but for
// those that the runtime decides by. It drops nothing if it does not find everything where Go 1.26 has it.
func forget(memory []byte) (done bool) {
	t := findTable(memory)
	if t == nil {
		return false
	}
	kept := make([]bool, t.end-t.values) // of the tables of values by address of code
	names := map[int]string{0: ""}
	for _, f := range t.funcs {
		tables := []int{t.word(f + atStack)}
		for k := range t.word(f + atTables) {
			tables = append(tables, t.word(f+funcHead+4*k))
		}
		for _, from := range tables {
			if from == 0 {
				continue // none
			}
			to, ok := t.tableEnd(from)
			if !ok {
				return false
			}
			for i := from; i < to; i++ {
				kept[i] = true
			}
		}
		name := t.name(f)
		if name != "" && (memory[f+atID] == wrapperID || decidedBy(name)) {
			names[t.word(f+atName)] = name
		}
	}
	if len(names) < 100 { // the runtime has more than a thousand
		return false
	}
	for _, f := range t.funcs {
		if _, ok := names[t.word(f+atName)]; !ok {
			clear(memory[f+atName : f+atName+4])
		}
		for _, at := range []int{atFile, atLine, atUnit, atStart} {
			clear(memory[f+at : f+at+4])
		}
	}
	clear(memory[t.names:t.values])
	for at, name := range names {
		copy(memory[t.names+at:], name)
	}
	for i, keep := range kept {
		if !keep {
			memory[t.values+i] = 0
		}
	}
	return true
}

// decidedBy tells whether the runtime may decide something by the name of a function.
func decidedBy(name string) bool {
	return strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "internal/runtime/") || strings.HasPrefix(name, "reflect.")
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
			f+funcHead+4*t.word(f+atTables) > len(memory) || t.word(f+atTables) > 8 {
			return nil
		}
		t.funcs = append(t.funcs, f)
	}
	return t
}

// name is the name of a function.
func (t *funcTable) name(f int) string {
	name, _, _ := bytes.Cut(t.memory[t.names+t.word(f+atName):t.units], []byte{0})
	return string(name)
}

// tableEnd returns where a table of values by address ends (runtime.step): pairs of numbers in LEB128, the first number of
// a pair after the first being 0 at the end.
func (t *funcTable) tableEnd(from int) (to int, ok bool) {
	if from >= t.end-t.values {
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
