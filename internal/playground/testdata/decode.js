// Unpacks as the page does in a browser without Brotli: node decode.js DECODER SIZE IN OUT. It prints how many milliseconds that took.
"use strict"
const fs = require("fs")
const [decoder, size, from, to] = process.argv.slice(2)
let started
globalThis.addEventListener = (kind, listener) => {
  started = performance.now()
  listener({ data: { bytes: new Uint8Array(fs.readFileSync(from)), size: Number(size) } })
}
globalThis.postMessage = (out) => {
  console.log(Math.round(performance.now() - started))
  fs.writeFileSync(to, out)
}
require(decoder)
