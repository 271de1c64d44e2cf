import { EngineError } from "../engine"
import type { Progress } from "../types"
import type { Order, Report } from "./protocol"

interface Job {
  id: number; name: string; request: string; progress?: (p: Progress) => void
  done: (json: string) => void; fail: (e: unknown) => void
}

let ids = 0

/**
 * A worker with a queue: one call runs at a time, in the order of asking. A call that is stopped before its turn never
 * runs. One that is stopped while it runs is asked to end; a worker that still computes when `grace` milliseconds
 * are over is ended and another one takes its place, which is the only sure way of stopping a program that does not
 * listen.
 */
export class Lane {
  #worker: Worker | null = null
  #ready = false
  #queue: Job[] = []
  #running: Job | null = null
  #stopped = false // what runs is no longer waited for
  #timer = 0

  constructor(readonly url: string, readonly module: Promise<WebAssembly.Module>, readonly grace: number) {}

  ask(name: string, request: string, signal?: AbortSignal, progress?: (p: Progress) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted())
      const job: Job = { id: ++ids, name, request, done: resolve, fail: reject, ...(progress ? { progress } : {}) }
      signal?.addEventListener("abort", () => { reject(aborted()); this.#stop(job) }, { once: true })
      this.#queue.push(job)
      this.#next()
    })
  }

  #next() {
    if (this.#running || !this.#queue.length) return
    if (!this.#worker) return this.#start()
    if (!this.#ready) return
    const job = this.#running = this.#queue.shift()!
    this.#stopped = false
    this.#order({ kind: "call", id: job.id, name: job.name, request: job.request, progress: !!job.progress })
  }

  #start() {
    const worker = this.#worker = new Worker(this.url)
    this.#ready = false
    worker.addEventListener("message", (e: MessageEvent<Report>) => worker === this.#worker && this.#hear(e.data))
    worker.addEventListener("error", (e) => worker === this.#worker && this.#broken(e.message || `${this.url} cannot be run`))
    this.module.then((module) => worker.postMessage({ kind: "run", module } satisfies Order), (e) => worker === this.#worker && this.#broken(e))
  }

  #order(o: Order) { this.#worker!.postMessage(o) }

  #hear(r: Report) {
    if (r.kind === "ready") this.#ready = true
    else if (r.kind === "broken") return this.#broken(r.message)
    else if (r.id !== this.#running?.id) return
    else if (r.kind === "progress") { if (!this.#stopped) this.#running.progress?.({ stage: r.stage, done: r.done, total: r.total }); return }
    else {
      const job = this.#running
      clearTimeout(this.#timer)
      this.#running = null
      if (r.kind === "answer") job.done(r.json)
      else job.fail(failure(r.json))
    }
    this.#next()
  }

  #stop(job: Job) {
    this.#queue = this.#queue.filter((j) => j !== job)
    if (job !== this.#running || this.#stopped) return
    this.#stopped = true
    this.#order({ kind: "stop", id: job.id })
    clearTimeout(this.#timer)
    this.#timer = self.setTimeout(() => job === this.#running && this.#end(), this.grace)
  }

  /** Ends the worker; the next call starts another. */
  #end() {
    clearTimeout(this.#timer)
    this.#worker?.terminate()
    this.#worker = this.#running = null
    this.#next()
  }

  /** The program ended or could not be started: whoever waits is told. */
  #broken(why: unknown) {
    const e = why instanceof EngineError ? why : new EngineError("broken", `The engine in this page does not run: ${why instanceof Error ? why.message : why}`, "Reload the page. If it comes again, another browser may run it.")
    const waiting = this.#running ? [this.#running, ...this.#queue] : this.#queue
    this.#queue = []
    this.#end()
    for (const j of waiting) j.fail(e)
  }
}

const aborted = () => new DOMException("a newer request took its place", "AbortError")

function failure(json: string): EngineError {
  const e = JSON.parse(json).error
  return new EngineError(e.code, e.message, e.fix, e.diagnostics ?? [])
}
