package playground

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
)

// A Quality is how hard the packer tries (Brotli's qualities, RFC 7932 describes the format).
type Quality int

const (
	// Tight is the quality of what is written for readers. It takes half a minute of a processor; the one quality above it takes
	// more than twice that and saves a twenty-fifth.
	Tight Quality = 10
	// Loose takes a moment and makes twice as much. It is for tests.
	Loose Quality = 1
)

// A Tell is told of work that takes long: what is done, and how much of it.
type Tell func(stage string, done, total int)

const (
	window = 24       // the logarithm of how far back repetitions are found, the most that browsers read
	step   = 64 << 10 // bytes between two words of progress
)

// pack packs with Brotli: the same bytes and quality make the same bytes.
func pack(ctx context.Context, b []byte, q Quality, tell Tell) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: int(q), LGWin: window})
	for at := 0; at < len(b); at += step {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		tell("packing the engine, KB", at/1000, len(b)/1000)
		if _, err := w.Write(b[at:min(at+step, len(b))]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpack undoes pack.
func unpack(packed []byte) ([]byte, error) {
	b, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("the engine for browsers cannot be unpacked: %w", err)
	}
	return b, nil
}
