// Edits of a model as a word for the address, behind "#", which browsers send nowhere.
import { through } from "./unpack"

/** The longest text that is taken out of an address: what is longer comes from no playground. */
const most = 4_000_000

/** Packs edited files: JSON, deflated, in the alphabet that addresses take as it is. */
export async function pack(files: Record<string, string>): Promise<string> {
  const text = JSON.stringify(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))))
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"))
  let out = ""
  for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return "z" + btoa(out).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

/** Unpacks what pack made, or says null. */
export async function unpackFiles(word: string): Promise<Record<string, string> | null> {
  if (!/^z[\w-]+$/.test(word)) return null
  try {
    const packed = atob(word.slice(1).replace(/-/g, "+").replace(/_/g, "/"))
    const bytes = await bounded(Uint8Array.from(packed, (c) => c.charCodeAt(0)))
    const files: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const good = typeof files === "object" && files !== null && !Array.isArray(files) && Object.entries(files).every(([k, v]) => k.endsWith(".star") && typeof v === "string")
    return good ? (files as Record<string, string>) : null
  } catch {
    return null
  }
}

/** Inflates, and gives up when more comes out than a playground puts in. */
async function bounded(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer())
    parts.push(value)
    if ((length += value.length) > most) { await reader.cancel(); throw new RangeError("too long") }
  }
}
