// Runs calls in the engine: node calls.js WASM_EXEC WASM OUT < CALLS. CALLS is a JSON list of {name, request, stopAt}; a line is
// added to OUT for each: {answer} or {failure}, with what progress was told of and how long it took.
"use strict"
const fs = require("fs")
require(process.argv[2])
const started = performance.now()
globalThis.parleyReady = async () => {
  const ready = performance.now() - started
  const calls = JSON.parse(fs.readFileSync(0, "utf8"))
  for (const c of calls) {
    const progress = []
    const abort = new AbortController()
    const from = performance.now()
    const out = { ready }
    try {
      out.answer = await parley.call(c.name, c.request, (stage, done, total) => {
        progress.push({ stage, done, total })
        if (c.stopAt && done >= c.stopAt) abort.abort()
      }, abort.signal)
    } catch (e) {
      out.failure = e.json ?? String(e)
    }
    out.milliseconds = performance.now() - from
    out.progress = progress
    fs.appendFileSync(process.argv[4], JSON.stringify(out) + "\n")
  }
  process.exit(0)
}
const go = new Go()
WebAssembly.instantiate(fs.readFileSync(process.argv[3]), go.importObject).then((r) => go.run(r.instance))
