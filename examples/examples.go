// Package examples holds the example models as text, for the playground.
package examples

import "embed"

// Files are the model files of all examples: FOLDER/FILE.star.
//
//go:embed */*.star
var Files embed.FS
