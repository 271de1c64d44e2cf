// What the page and the worker say to each other.

/** From the page: run the program; answer a call; stop it. */
export type Order =
  | { kind: "run"; module: WebAssembly.Module }
  | { kind: "call"; id: number; name: string; request: string; progress: boolean }
  | { kind: "stop"; id: number }

/** From the worker: it is ready; how far a call is; its answer; why it has none. Answers and failures are JSON. */
export type Report =
  | { kind: "ready"; version: string }
  | { kind: "progress"; id: number; stage: string; done: number; total: number }
  | { kind: "answer"; id: number; json: string }
  | { kind: "failure"; id: number; json: string }
  | { kind: "broken"; message: string }
