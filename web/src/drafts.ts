// Edits of the model's text that are not saved: checked as they are typed, kept beside the model (or in the browser, where
// there is no server that may write), and offered again after a reload or a crash.
import { effect, signal } from "@preact/signals"
import { superseded } from "./engine"
import { again, load, words } from "./live"
import { drafts, edits, engine, model, notice } from "./state"
import type { Diagnostic, Draft } from "./types"

export const problems = signal<Diagnostic[]>([])
export const checking = signal(false)

/** What was kept and differs from the disk; null once it has been decided about. `stale` says that the model has changed on disk since. */
export const offered = signal<(Draft & { stale: boolean }) | null>(null)

let running: AbortController | null = null
let typing = 0

/** Takes a new text of a file. It is checked when no key was pressed for a moment. */
export function typed(name: string, text: string) {
  drafts.value = differing({ ...drafts.value, [name]: text })
  clearTimeout(typing)
  typing = window.setTimeout(() => void check(), 150)
}

/** Takes new texts of files at once. */
export function put(files: Record<string, string>) {
  drafts.value = differing({ ...drafts.value, ...files })
  clearTimeout(typing)
  void check()
}

/** Goes back to what is on disk. */
export function revert() {
  drafts.value = {}
  clearTimeout(typing)
  void check()
}

/** Without the texts that are those on disk. */
function differing(files: Record<string, string>): Record<string, string> {
  const disk = new Map(model.value!.files.map((f) => [f.name, f.text]))
  return Object.fromEntries(Object.entries(files).filter(([n, t]) => disk.get(n) !== t))
}

/** Checks the drafts. What is sound is what the page shows from then on. */
export async function check() {
  running?.abort()
  const abort = (running = new AbortController())
  const files = drafts.value
  checking.value = true
  try {
    const a = await engine.value.call("check", { model: { files } }, { signal: abort.signal })
    problems.value = a.diagnostics ?? []
    if (a.ok || !problems.value.some((d) => d.severity === "error")) {
      edits.value = files
      await load(false)
    }
  } catch (e) {
    if (!superseded(e)) problems.value = [{ code: "", severity: "error", summary: words(e).message, fix: words(e).fix }]
  } finally {
    if (running === abort) checking.value = false
  }
}

/** Looks for edits that were kept, and keeps those that come. */
export async function startKeeping() {
  let kept = ""
  try {
    const d = (await engine.value.call("draft", {})).draft ?? local()
    const files = d ? differing(d.files) : {}
    kept = Object.keys(files).length ? JSON.stringify(files) : ""
    if (d && kept && JSON.stringify(differing(drafts.value)) !== kept) offered.value = { ...d, files, stale: d.base !== "" && d.base !== model.value!.digest }
    else if (d && !kept) await forget()
  } catch { /* an engine that keeps nothing: edits end with the page */ }
  effect(() => { if (model.value && !Object.keys(drafts.peek()).length) problems.value = model.value.diagnostics })
  let timer = 0
  const keep = () => {
    clearTimeout(timer)
    timer = 0
    const files = drafts.peek(), text = Object.keys(files).length ? JSON.stringify(files) : ""
    if (text === kept || offered.peek()) return
    kept = text
    void store(files)
  }
  effect(() => {
    drafts.value
    offered.value
    clearTimeout(timer)
    timer = window.setTimeout(keep, 500)
  })
  addEventListener("pagehide", () => { if (timer) keep() })
}

const place = () => "parley:draft:" + model.value!.path

/** Keeps edits at the server, or in the browser if the server keeps none. */
async function store(files: Record<string, string>) {
  if (!Object.keys(files).length) return forget()
  const keep = { files, base: model.value!.digest }
  try {
    const a = await engine.value.call("draft", { keep }, { keepalive: true })
    if (a.kept) localStorage.removeItem(place())
    else localStorage.setItem(place(), JSON.stringify({ ...keep, at: new Date().toISOString() }))
  } catch (e) {
    notice.value = `Your edits are not kept: ${words(e).message}`
  }
}

async function forget() {
  localStorage.removeItem(place())
  await engine.value.call("draft", { forget: true }, { keepalive: true }).catch(() => {})
}

function local(): Draft | null {
  try {
    const d = JSON.parse(localStorage.getItem(place()) ?? "null")
    return d && typeof d.files === "object" ? d : null
  } catch {
    return null
  }
}

/** Takes the edits that were kept. */
export async function takeOffered() {
  const files = offered.value!.files
  offered.value = null
  drafts.value = differing(files)
  await check()
  again()
}

/** Throws them away. */
export function dropOffered() {
  offered.value = null
  if (!Object.keys(drafts.value).length) void forget()
}
