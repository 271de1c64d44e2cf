import { EngineError, type CallOptions, type Engine } from "./engine"
import type { Calls } from "./types"

/** The engine behind `parley serve`: POST /api/v1/NAME, with progress as server-sent events on the same answer. */
export class HttpEngine implements Engine {
  constructor(readonly base = "/api/v1/") {}

  async call<N extends keyof Calls>(name: N, request: Calls[N]["request"], options: CallOptions = {}): Promise<Calls[N]["answer"]> {
    const headers: Record<string, string> = { "Content-Type": "application/json" }
    headers.Accept = options.progress ? "text/event-stream" : "application/json"
    const sent = JSON.stringify(request)
    let response: Response
    try {
      response = await fetch(this.base + name, { method: "POST", headers, body: sent, signal: options.signal ?? null, keepalive: options.keepalive === true && sent.length < 60_000 })
    } catch (e) {
      if (e instanceof DOMException) throw e
      throw new EngineError("offline", "The server does not answer.", "It may have been stopped: start `parley serve` again and open the address that it prints.")
    }
    if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) return events(response, options)
    const text = await response.text()
    let body: any = null
    try { body = JSON.parse(text) } catch { /* not JSON: told below by its status */ }
    if (response.ok && body !== null) return body
    throw failure(body?.error ?? (body?.code ? body : null), response.status, text)
  }

  watch(changed: (digest: string) => void): () => void {
    const source = new EventSource(this.base + "events")
    source.addEventListener("changed", (e) => {
      try { changed(JSON.parse((e as MessageEvent).data).digest ?? "") } catch { changed("") }
    })
    return () => source.close()
  }
}

function failure(error: any, status: number, text: string): EngineError {
  if (error) return new EngineError(error.code ?? "error", error.message ?? "The engine gave no reason.", error.fix ?? "", error.diagnostics ?? [])
  if (status === 401 || status === 403) {
    return new EngineError("forbidden", "The server does not know this browser.", "Open the address that `parley serve` printed: its link is good once and lets the browser in.")
  }
  return new EngineError("http", `The server answered ${status}. ${text.slice(0, 200)}`)
}

/** Reads events off the body of an answer until `answer` or `error` comes. */
async function events(response: Response, options: CallOptions): Promise<any> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new EngineError("cut", "The answer broke off.", "Ask again; if it comes again, look at what `parley serve` printed.")
    rest += value
    const blocks = rest.split(/\r?\n\r?\n/)
    rest = blocks.pop()!
    for (const block of blocks) {
      const event = parse(block)
      if (event.name === "progress") options.progress?.(event.data)
      else if (event.name === "answer") return event.data
      else if (event.name === "error") throw failure(event.data?.error ?? event.data, response.status, "")
    }
  }
}

function parse(block: string): { name: string; data: any } {
  let name = "message", data = ""
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim()
    else if (line.startsWith("data:")) data += line.slice(5).trimStart()
  }
  return { name, data: data ? JSON.parse(data) : null }
}
