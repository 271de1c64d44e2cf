import { EngineError, type CallOptions, type Engine } from "../engine"
import type { Calls } from "../types"
import { Lane } from "./lane"
import { unpack } from "./unpack"

/** A model as text: the name of its main file and all its files. */
export interface Text { path: string; files: Record<string, string> }

/** Where the engine is: the packed program, its length unpacked, what runs it and what unpacks it in browsers that cannot. */
export interface Place { wasm: string; size: number; worker: string; decoder: string }

/** Calls that take seconds. They have a worker of their own, so that sliders move while an audit runs. */
const long = new Set(["map", "audit", "sensitivity", "report"])

/**
 * The engine without a server: the same Go program, compiled to WebAssembly, in workers of this page. It has no disk, so
 * every request takes the text of the model along.
 */
export class WorkerEngine implements Engine {
  readonly #quick: Lane
  readonly #long: Lane

  /** `model` is the text that requests without edits are about. */
  constructor(readonly model: Text, place: Place) {
    const module = compile(place)
    module.catch(() => {}) // told by the calls that need it
    this.#quick = new Lane(place.worker, module, 2500)
    this.#long = new Lane(place.worker, module, 400)
  }

  async call<N extends keyof Calls>(name: N, request: Calls[N]["request"], options: CallOptions = {}): Promise<Calls[N]["answer"]> {
    if (name === "draft") return draft(this.model.path, request as Calls["draft"]["request"]) as Calls[N]["answer"]
    const edits = (request as { model?: Partial<Text> }).model
    const whole = { ...request, model: { path: this.model.path, files: { ...this.model.files, ...edits?.files } } }
    const lane = long.has(name) ? this.#long : this.#quick
    return JSON.parse(await lane.ask(name, JSON.stringify(whole), options.signal, options.progress))
  }

  watch(): () => void { return () => {} }
}

/** Keeps edits in the browser's storage for this page. */
function draft(path: string, q: Calls["draft"]["request"]): Calls["draft"]["answer"] {
  const place = "parley:playground:" + path
  if (q.forget) localStorage.removeItem(place)
  if (q.keep) localStorage.setItem(place, JSON.stringify({ ...q.keep, at: new Date().toISOString() }))
  try {
    return { draft: JSON.parse(localStorage.getItem(place) ?? "null"), kept: true }
  } catch {
    return { draft: null, kept: true }
  }
}

/** Fetches the program from where the page lies and compiles it. */
async function compile({ wasm: url, size, decoder }: Place): Promise<WebAssembly.Module> {
  let response: Response
  try {
    response = await fetch(url)
  } catch {
    throw new EngineError("offline", `The engine (${url}) cannot be fetched.`, "Put all files of the playground beside index.html on a server for files; see docs/playground.md.")
  }
  if (!response.ok) throw new EngineError("missing", `The engine (${url}) is not there: the server says ${response.status}.`, "Put all files of the playground beside index.html.")
  const packed = new Uint8Array(await response.arrayBuffer())
  try {
    return await WebAssembly.compile(await unpack(packed, size, decoder))
  } catch (e) {
    throw new EngineError("broken", `The engine (${url}) cannot be unpacked and compiled: ${e instanceof Error ? e.message : e}.`, "Put all files of the playground beside index.html, as they were written, and reload the page.")
  }
}
