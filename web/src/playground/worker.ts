// The worker that runs the Go program. wasm_exec.js stands before this file in worker.js and gives the class Go.
import type { Order, Report } from "./protocol"

declare const Go: new () => { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> }
declare const parley: {
  version: string
  call(name: string, request: string, progress?: (stage: string, done: number, total: number) => void, signal?: AbortSignal): Promise<string>
}

const say = (r: Report) => postMessage(r)
const running = new Map<number, AbortController>()

async function run(module: WebAssembly.Module) {
  const go = new Go()
  const instance = await WebAssembly.instantiate(module, go.importObject)
  Object.assign(globalThis, { parleyReady: () => say({ kind: "ready", version: parley.version }) })
  await go.run(instance)
  say({ kind: "broken", message: "the engine has ended" })
}

async function call(o: Order & { kind: "call" }) {
  const stop = new AbortController()
  running.set(o.id, stop)
  try {
    const progress = o.progress ? (stage: string, done: number, total: number) => say({ kind: "progress", id: o.id, stage, done, total }) : undefined
    say({ kind: "answer", id: o.id, json: await parley.call(o.name, o.request, progress, stop.signal) })
  } catch (e) {
    const json = (e as { json?: string }).json
    say({ kind: "failure", id: o.id, json: json ?? JSON.stringify({ error: { code: "internal", message: String(e) } }) })
  }
  running.delete(o.id)
}

addEventListener("message", (e: MessageEvent<Order>) => {
  const o = e.data
  switch (o.kind) {
    case "run": run(o.module).catch((e) => say({ kind: "broken", message: String(e) })); break
    case "call": void call(o); break
    case "stop": running.get(o.id)?.abort()
  }
})
