//go:build !playground

package playground

// embedded is there in programs built with -tags playground.
var embedded *Engine
