package table

import (
	"context"
	"fmt"
	"strings"

	"parley/num"
	"parley/sweep"
)

// BlockDraws is how many draws are solved and handed over together. Results do not depend on it.
const BlockDraws = 256

// A Block is the rows of some draws in a row, encoded.
type Block struct {
	First, Draws int // counted from 0
	Incomplete   int // draws of which some list of equilibria is not proved complete
	Rows         int
	Bytes        []byte
}

// Range returns the draws that s is to solve, its shard's: first to end-1, counted from 0.
func (s *Sweep) Range() (first, end int) { return s.opt.Shard.Range(s.opt.Draws) }

// Run solves the draws from the given one, counted from 0, to the end of s's range, and hands over blocks
// of them in that order, from one goroutine. Encode adds a row to bytes; it is used by many goroutines.
//
// Run returns the draw up to which blocks were handed over: the end, unless ctx ended or there was an
// error. An error is for the user: it says which draw is no game, and how to repeat it.
func (s *Sweep) Run(ctx context.Context, from int, encode func([]byte, []Cell) []byte, take func(Block) error) (next int, err error) {
	_, end := s.Range()
	if from >= end {
		return end, nil
	}
	cut := func(k int) int { return min(end, from+k*BlockDraws) }
	blocks := (end - from + BlockDraws - 1) / BlockDraws
	start := func() (sweep.Worker[Block], error) {
		b, err := s.bench()
		if err != nil {
			return sweep.Worker[Block]{}, err
		}
		return sweep.Worker[Block]{
			Work: func(ctx context.Context, k int) (Block, error) {
				return b.block(ctx, cut(k), cut(k+1), encode)
			},
			Stop: func() { s.subj.Give(b.probe) },
		}, nil
	}
	done, err := sweep.Stream(ctx, 0, blocks, s.opt.Workers, start, func(_ int, b Block) error { return take(b) })
	return cut(done), err
}

func (s *Sweep) bench() (*bench, error) {
	p, err := s.subj.Take()
	if err != nil {
		return nil, err
	}
	b := &bench{s: s, probe: p, draws: s.draws.Clone()}
	if s.opt.Kinds != nil && s.opt.Rows == PerEquilibrium {
		b.kinds = s.opt.Kinds(s.m.Game)
	}
	return b, nil
}

func (b *bench) block(ctx context.Context, first, end int, encode func([]byte, []Cell) []byte) (Block, error) {
	out := Block{First: first, Draws: end - first}
	for i := first; i < end && ctx.Err() == nil; i++ {
		values, err := b.draws.Draw(i)
		if err != nil {
			return out, err
		}
		complete, err := b.rows(ctx, i, values, func(row []Cell) {
			out.Rows++
			out.Bytes = encode(out.Bytes, row)
		})
		if err != nil && ctx.Err() == nil {
			return out, fmt.Errorf("%s: draw %d of seed %d is no game: %w; to look at it: parley solve %s%s",
				b.s.m.Path, i+1, b.s.opt.Seed, err, b.s.m.Path, b.s.flags(values))
		}
		if !complete {
			out.Incomplete++
		}
	}
	return out, nil
}

// flags writes values as flags that repeat a draw with other commands.
func (s *Sweep) flags(values []num.Rat) string {
	var out strings.Builder
	for i, p := range s.m.Params {
		if _, held := s.opt.Hold[p.Name]; held || p.Dist.Kind != "fixed" {
			fmt.Fprintf(&out, " --set %s", quote(p.Name+"="+Exact(values[i])))
		}
	}
	return out.String()
}

// quote writes a word for a shell.
func quote(word string) string {
	if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=./-+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
