import type { Calls, Diagnostic, Progress } from "./types"

/** Options of a call: a signal that stops it, and what to do with word of its progress. */
export interface CallOptions {
  signal?: AbortSignal; progress?: (p: Progress) => void
  /** The request goes out even if the page is closed meanwhile, as far as the browser lets it. */
  keepalive?: boolean
}

/**
 * What the page asks. All calls are pure in the model's text and the request, so that a newer request supersedes an
 * older one. Two places can answer: the server (http.ts) and a worker that runs the same Go package.
 */
export interface Engine {
  call<N extends keyof Calls>(name: N, request: Calls[N]["request"], options?: CallOptions): Promise<Calls[N]["answer"]>
  /** Tells of changes on disk; returns what ends it. An engine without a disk never calls back. */
  watch(changed: (digest: string) => void): () => void
}

/** An answer that is an error: where, what was expected, how to mend it. */
export class EngineError extends Error {
  constructor(readonly code: string, message: string, readonly fix = "", readonly diagnostics: Diagnostic[] = []) {
    super(message)
    this.name = "EngineError"
  }
}

/** Tells whether a call ended because a newer one took its place. */
export const superseded = (e: unknown): boolean => e instanceof DOMException && e.name === "AbortError"

/**
 * Runs jobs of which only the newest matters. One job runs at a time; while it runs, the newest request waits and older ones
 * are forgotten. A job that is still running after `patience` milliseconds is aborted for the newer one, so a drag
 * shows pictures on its way and never waits for an old slow one.
 */
export class Latest<T> {
  #running: { abort: AbortController; since: number } | null = null
  #next: T | null = null
  #timer = 0

  constructor(readonly job: (request: T, signal: AbortSignal) => Promise<void>, readonly patience = 150) {}

  ask(request: T) {
    this.#next = request
    if (!this.#running) return this.#start()
    clearTimeout(this.#timer)
    const left = this.#running.since + this.patience - performance.now()
    this.#timer = window.setTimeout(() => this.#next !== null && this.#running?.abort.abort(), Math.max(0, left))
  }

  /** Stops what runs and forgets what waits. */
  stop() {
    this.#next = null
    this.#running?.abort.abort()
  }

  async #start() {
    while (this.#next !== null) {
      const request = this.#next
      const abort = new AbortController()
      this.#next = null
      this.#running = { abort, since: performance.now() }
      try {
        await this.job(request, abort.signal)
      } catch (e) {
        if (!superseded(e)) console.error(e)
      }
      clearTimeout(this.#timer)
    }
    this.#running = null
  }
}
