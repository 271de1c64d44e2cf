package playground

import (
	"encoding/binary"
	"errors"
)

// errWasm says that a file is no program in WebAssembly as the Go toolchain writes it.
var errWasm = errors.New("the Go toolchain wrote a program in WebAssembly that is not understood")

// Numbers of the binary format (WebAssembly Core Specification, version 1.0, section 5).
const (
	wasmHead    = 8  // bytes before the first section
	dataSection = 11 // what memory holds at the start
	constI32    = 0x41
	end         = 0x0b
)

// slim makes a program smaller once it is compressed, and changes nothing that it computes: the pieces of its memory become one,
// since a hundred thousand places do not compress and the zeros between them do; and what serves stack traces alone is
// dropped (see forget).
func slim(wasm []byte) ([]byte, error) {
	if len(wasm) < wasmHead {
		return nil, errWasm
	}
	out := append(make([]byte, 0, len(wasm)+len(wasm)/8), wasm[:wasmHead]...)
	for r := (&reader{wasm, wasmHead, false}); r.at < len(wasm); {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if id == dataSection {
			start, memory, err := join(body)
			if err != nil {
				return nil, err
			}
			forget(memory)
			body = append(signed([]byte{1, 0, constI32}, start), end)
			body = append(binary.AppendUvarint(body, uint64(len(memory))), memory...)
		}
		if r.bad {
			return nil, errWasm
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(body))), body...)
	}
	return out, nil
}

// mostMemory bounds what a program may hold at the start, in bytes.
const mostMemory = 64 << 20

// join returns the memory that a data section describes, from the lowest address on.
func join(section []byte) (start int, memory []byte, err error) {
	type piece struct {
		at    int
		bytes []byte
	}
	var pieces []piece
	r := &reader{b: section}
	start = mostMemory
	stop := 0
	for range r.unsigned() {
		kind, op, at := r.unsigned(), r.byte(), r.signed()
		if r.byte() != end || kind != 0 || op != constI32 || at < 0 {
			return 0, nil, errWasm
		}
		p := piece{at, r.bytes(r.unsigned())}
		start, stop = min(start, at), max(stop, at+len(p.bytes))
		pieces = append(pieces, p)
	}
	if r.bad || r.at != len(section) || start > stop || stop > mostMemory {
		return 0, nil, errWasm
	}
	memory = make([]byte, stop-start)
	for _, p := range pieces {
		copy(memory[p.at-start:], p.bytes)
	}
	return start, memory, nil
}

// A reader reads the binary format. After a mistake it returns zeros and bad is set.
type reader struct {
	b   []byte
	at  int
	bad bool
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n < 0 || n > len(r.b)-r.at {
		r.bad = true
		return nil
	}
	r.at += n
	return r.b[r.at-n : r.at]
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// unsigned reads a number in LEB128.
func (r *reader) unsigned() int {
	var out uint64
	for shift := 0; ; shift += 7 {
		b := r.byte()
		out |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(out)
		}
		if shift >= 28 {
			r.bad = true
			return 0
		}
	}
}

// signed reads a number in signed LEB128.
func (r *reader) signed() int {
	var out int64
	for shift := 0; ; {
		b := r.byte()
		out |= int64(b&0x7f) << shift
		shift += 7
		if b < 0x80 {
			if b&0x40 != 0 {
				out -= 1 << shift
			}
			return int(out)
		}
		if shift >= 35 {
			r.bad = true
			return 0
		}
	}
}

// signed appends a number in signed LEB128.
func signed(to []byte, x int) []byte {
	for {
		b := byte(x & 0x7f)
		x >>= 7
		if x == 0 && b&0x40 == 0 || x == -1 && b&0x40 != 0 {
			return append(to, b)
		}
		to = append(to, b|0x80)
	}
}
