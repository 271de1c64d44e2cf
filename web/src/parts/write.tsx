// Writing to the model: what would change is shown first, and the new text is checked before it goes to the disk.
import { useEffect, useState } from "preact/hooks"
import { load, again, words } from "../live"
import { change, drafts, edits, engine, model, notice, params, set } from "../state"
import type { Diagnostic, File } from "../types"
import { Dialog } from "./bits"
import { Diff } from "./lazy"

/** A proposal: a file and its text as it would be. */
export interface Proposal { file: File; text: string }

/** Puts the values of the sliders into the texts of the model: the second argument of each `param`. */
export function withValues(files: File[], values: Record<string, string>): { proposals: Proposal[]; missed: string[] } {
  const texts = new Map(files.map((f) => [f.name, f.text]))
  const missed: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const position = params.value.get(name)?.position
    const order = [...texts.keys()].sort((a, b) => Number(b === position?.file) - Number(a === position?.file))
    let done = false
    for (const file of order) {
      const to = replaceDefault(texts.get(file)!, name, value)
      if (to === null) continue
      texts.set(file, to)
      done = true
      break
    }
    if (!done) missed.push(name)
  }
  return { proposals: files.filter((f) => texts.get(f.name) !== f.text).map((f) => ({ file: f, text: texts.get(f.name)! })), missed }
}

/** Replaces the value of param(NAME, VALUE, …) in a text; null where there is no such call. */
export function replaceDefault(text: string, name: string, value: string): string | null {
  const head = new RegExp(`\\bparam\\s*\\(\\s*(["'])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\1\\s*,\\s*(?:default\\s*=\\s*)?`, "g")
  for (let m = head.exec(text); m; m = head.exec(text)) {
    const line = text.slice(text.lastIndexOf("\n", m.index) + 1, m.index)
    if (line.includes("#")) continue
    const from = m.index + m[0].length
    const to = endOfArgument(text, from)
    if (to > from) return text.slice(0, from) + value.replace(/^(-?\d+)\/(\d+)$/, "$1/$2") + text.slice(to)
  }
  return null
}

/** Where an argument ends: at the next comma or bracket outside brackets and strings. */
function endOfArgument(text: string, from: number): number {
  let depth = 0, quote = ""
  for (let i = from; i < text.length; i++) {
    const c = text[i]!
    if (quote) { if (c === "\\") i++; else if (c === quote) quote = "" }
    else if (c === '"' || c === "'") quote = c
    else if ("([{".includes(c)) depth++
    else if (depth === 0 && (c === "," || c === ")")) return i - (/\s*$/.exec(text.slice(from, i))?.[0].length ?? 0)
    else if (")]}".includes(c)) depth--
  }
  return from
}

/** Offers to write the sliders' values. */
export function WriteDialog({ onClose }: { onClose: () => void }) {
  const m = model.value!
  const files = m.files.map((f) => ({ ...f, text: drafts.value[f.name] ?? f.text }))
  const { proposals, missed } = withValues(files, set.value)
  return <Confirm title="Write the values to the model" proposals={proposals} onClose={onClose} note={missed.length ? `Not found as a plain param(…) call, so left as is: ${missed.join(", ")}. Change these in the Model screen.` : ""} expected={Object.fromEntries(Object.entries(set.value).filter(([n]) => !missed.includes(n)))} />
}

/** Shows what would change, file by file, checks it and writes it. */
export function Confirm({ title, proposals, onClose, note = "", expected }: { title: string; proposals: Proposal[]; onClose: () => void; note?: string; expected?: Record<string, string> }) {
  const [state, setState] = useState<{ checked: boolean; bad: Diagnostic[]; error: string }>({ checked: false, bad: [], error: "" })
  const files = Object.fromEntries(proposals.map((p) => [p.file.name, p.text]))
  useEffect(() => {
    engine.value.call("check", { model: { files } })
      .then((a) => setState({ checked: true, bad: (a.diagnostics ?? []).filter((d) => d.severity === "error"), error: "" }))
      .catch((e) => setState({ checked: true, bad: [], error: words(e).message }))
  }, [])
  const writeAll = async () => {
    try {
      for (const p of proposals) await engine.value.call("write", { file: p.file.name, text: p.text, baseDigest: p.file.digest ?? model.value!.digest })
      const others = (list: Record<string, string>) => Object.fromEntries(Object.entries(list).filter(([n]) => !(n in files)))
      edits.value = others(edits.value)
      drafts.value = others(drafts.value)
      await load()
      if (expected) change({})
      else again()
      notice.value = `Written: ${proposals.map((p) => p.file.name).join(", ")}`
      onClose()
    } catch (e) {
      const w = words(e)
      setState({ ...state, error: `${w.message} ${w.fix}`.trim() })
    }
  }
  return (
    <Dialog title={title} onClose={onClose} wide>
      {proposals.length === 0 && <p>Nothing would change.</p>}
      {proposals.map((p) => <div key={p.file.name}><h3>{p.file.name}</h3><Diff before={model.value!.files.find((f) => f.name === p.file.name)?.text ?? p.file.text} after={p.text} /></div>)}
      {note && <p class="faint">{note}</p>}
      <p role="status" class="faint">{!state.checked ? "Checking the new text…" : state.bad.length ? `The new text has ${state.bad.length} error${state.bad.length > 1 ? "s" : ""}: ${state.bad[0]!.summary}` : state.error ? "" : "The new text is sound."}</p>
      {state.error && <p class="trouble" role="alert">{state.error}</p>}
      <div class="row end">
        <button type="button" onClick={onClose}>Cancel</button>
        <button type="button" class="primary" disabled={!state.checked || proposals.length === 0} onClick={writeAll}>{state.bad.length ? "Write all the same" : "Write"}</button>
      </div>
    </Dialog>
  )
}
