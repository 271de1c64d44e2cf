package playground

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"
)

// What is packed comes out again, is the same each time, and is told of as it is made.
func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 3*step+7)
	for i := range text {
		text[i] = byte(r.Uint32() % 7)
	}
	for _, in := range [][]byte{nil, []byte("parley"), text} {
		for _, q := range []Quality{Loose, Tight} {
			told := 0
			a, err := pack(t.Context(), in, q, func(string, int, int) { told++ })
			if err != nil {
				t.Fatal(err)
			}
			b, _ := pack(t.Context(), in, q, func(string, int, int) {})
			if !bytes.Equal(a, b) {
				t.Errorf("%d bytes, quality %d: packed in two ways", len(in), q)
			}
			if back, err := unpack(a); err != nil || !bytes.Equal(back, in) {
				t.Errorf("%d bytes, quality %d: unpacked to %d, %v", len(in), q, len(back), err)
			}
			if want := (len(in) + step - 1) / step; told != want {
				t.Errorf("%d bytes: told %d times instead of %d", len(in), told, want)
			}
		}
	}
}

// Packing ends when it is stopped, and what is damaged is not unpacked.
func TestPackStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	_, err := pack(ctx, make([]byte, 10*step), Loose, func(_ string, done, _ int) {
		if done > 0 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("packing that is stopped says %v", err)
	}
	packed, err := pack(t.Context(), bytes.Repeat([]byte("parley"), 1000), Loose, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unpack(packed[:len(packed)-2]); err == nil {
		t.Error("half an engine was unpacked")
	}
}
