// The worker that undoes Brotli for browsers that cannot. It answers one message: the packed bytes, and how many come out.
import { decompress } from "brotli/decompress"

addEventListener("message", (e: MessageEvent<{ bytes: Uint8Array; size: number }>) => {
  const out = decompress(e.data.bytes, e.data.size)
  postMessage(out, { transfer: [out.buffer] })
})
