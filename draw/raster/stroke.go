package raster

import (
	"math"

	"parley/draw"
)

// quad is the area of a straight stroke.
func quad(a, b draw.Point, width float64) []draw.Point {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return nil
	}
	x, y := (b.Y-a.Y)/length*width/2, -(b.X-a.X)/length*width/2
	return []draw.Point{{X: a.X + x, Y: a.Y + y}, {X: b.X + x, Y: b.Y + y}, {X: b.X - x, Y: b.Y - y}, {X: a.X - x, Y: a.Y - y}}
}

// outline returns pieces whose union is the area of a stroke along points. Joins are round, or mitred as far as SVG does it by default;
// ends are round, or end where the line does.
func outline(points []draw.Point, closed bool, width float64, round bool) [][]draw.Point {
	var pieces [][]draw.Point
	n := len(points)
	last := n - 1
	if closed {
		last = n
	}
	for i := range last {
		if q := quad(points[i], points[(i+1)%n], width); q != nil {
			pieces = append(pieces, q)
		}
	}
	for i, p := range points {
		switch inner := closed || i > 0 && i < n-1; {
		case round:
			pieces = append(pieces, draw.Outline(draw.Circle{At: p, Radius: width / 2}))
		case inner:
			if j := join(points[(i+n-1)%n], p, points[(i+1)%n], width); j != nil {
				pieces = append(pieces, j)
			}
		}
	}
	return pieces
}

// mitreLimit is SVG's: a join that would reach further, in halves of the width, is cut off.
const mitreLimit = 4

// join fills the wedge between two strokes that meet at p.
func join(before, p, after draw.Point, width float64) []draw.Point {
	a, b := unit(before, p), unit(p, after)
	cross, dot := a.X*b.Y-a.Y*b.X, a.X*b.X+a.Y*b.Y
	if math.Abs(cross) < 1e-9 {
		return nil
	}
	side := width / 2
	if cross > 0 {
		side = -side
	}
	u := draw.Point{X: p.X - a.Y*side, Y: p.Y + a.X*side}
	v := draw.Point{X: p.X - b.Y*side, Y: p.Y + b.X*side}
	if 2/(1+dot) > mitreLimit*mitreLimit { // 1/sin² of half the angle between the strokes
		return []draw.Point{p, u, v}
	}
	t := (1 - dot) / cross // how far beyond u the mitre reaches, in sides
	tip := draw.Point{X: u.X + a.X*math.Abs(t)*width/2, Y: u.Y + a.Y*math.Abs(t)*width/2}
	return []draw.Point{p, u, tip, v}
}

func unit(a, b draw.Point) draw.Point {
	if d := math.Hypot(b.X-a.X, b.Y-a.Y); d > 0 {
		return draw.Point{X: (b.X - a.X) / d, Y: (b.Y - a.Y) / d}
	}
	return draw.Point{}
}

// A piece is a part of a line that is painted.
type piece struct {
	points []draw.Point
	closed bool
}

// dashes cuts a line into its dashes.
func dashes(points []draw.Point, closed bool, pattern []float64) []piece {
	total := 0.0
	for _, d := range pattern {
		total += d
	}
	if total <= 0 {
		return []piece{{points, closed}}
	}
	if closed {
		points = append(append([]draw.Point(nil), points...), points[0])
	}
	var out []piece
	k, left, on := 0, pattern[0], true
	line := []draw.Point{points[0]}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.X-a.X, b.Y-a.Y)
		for at := 0.0; at < length; {
			if step := length - at; step < left {
				left -= step
				break
			}
			at += left
			p := draw.Point{X: a.X + (b.X-a.X)*at/length, Y: a.Y + (b.Y-a.Y)*at/length}
			if on {
				out = append(out, piece{append(line, p), false})
			}
			line = []draw.Point{p}
			on = !on
			k = (k + 1) % len(pattern)
			left = pattern[k]
		}
		if on {
			line = append(line, b)
		}
	}
	if on && len(line) > 1 {
		out = append(out, piece{line, false})
	}
	return out
}
