//go:build playground

package playground

import _ "embed"

// The two files are made by go generate ./internal/playground.
var (
	//go:embed engine/parley.wasm.br
	wasm []byte
	//go:embed engine/wasm_exec.js
	glue []byte

	embedded = &Engine{wasm, glue}
)
