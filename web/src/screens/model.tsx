// The model's text: editor, problems, the tree that it makes while it is written.
import { useEffect, useRef, useState } from "preact/hooks"
import { superseded } from "../engine"
import { load, words } from "../live"
import { edits, engine, model, params, solved } from "../state"
import type { Diagnostic, Edit, Fix } from "../types"
import { Busy, Panel, Teach } from "../parts/bits"
import { Editor } from "../parts/lazy"
import { TreeView } from "../parts/treeview"
import { Confirm } from "../parts/write"
import { select, linked } from "../state"
import { fixes } from "../fixes"
import { goal } from "./jump"
import { Sentence } from "./tree"

export function ModelScreen() {
  const m = model.value!
  const main = m.files.find((f) => f.main) ?? m.files[0]
  const [open, setOpen] = useState(goal.value?.file ?? main?.name ?? "")
  const [problems, setProblems] = useState<Diagnostic[]>(m.diagnostics)
  const [checking, setChecking] = useState(false)
  const [saving, setSaving] = useState(false)
  const running = useRef<AbortController | null>(null)
  const timer = useRef(0)
  const file = m.files.find((f) => f.name === open) ?? main
  useEffect(() => { if (goal.value && m.files.some((f) => f.name === goal.value!.file)) setOpen(goal.value.file) }, [goal.value])
  if (!file) return <Teach>This model has no text that can be shown.</Teach>
  const text = edits.value[file.name] ?? file.text

  const check = async (files: Record<string, string>) => {
    running.current?.abort()
    const abort = (running.current = new AbortController())
    setChecking(true)
    try {
      const a = await engine.value.call("check", { model: { files } }, { signal: abort.signal })
      setProblems(a.diagnostics ?? [])
      const sound = a.ok || !(a.diagnostics ?? []).some((d) => d.severity === "error")
      if (sound) {
        edits.value = files
        await load(false)
      }
    } catch (e) {
      if (!superseded(e)) setProblems([{ code: "", severity: "error", summary: words(e).message, fix: words(e).fix }])
    } finally {
      if (running.current === abort) setChecking(false)
    }
  }
  const typed = (to: string) => {
    drafts.current[file.name] = to
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      const all: Record<string, string> = { ...edits.value, ...drafts.current }
      for (const f of m.files) if (all[f.name] === f.text) delete all[f.name]
      void check(all)
      setDraft(all)
    }, 150)
  }
  const drafts = useRef<Record<string, string>>({})
  const [draft, setDraft] = useState<Record<string, string>>(edits.value)
  const shown = draft[file.name] ?? text
  const dirty = m.files.filter((f) => f.name in draft && draft[f.name] !== f.text)
  const put = (name: string, to: string) => {
    drafts.current[name] = to
    const all = { ...draft, [name]: to }
    setDraft(all)
    void check(all)
  }
  const revert = () => { drafts.current = {}; setDraft({}); edits.value = {}; void check({}) }
  const fix = (f: Fix) => {
    const byFile = groups(f, (e) => fileOf(e.span.start.file, m.files.map((x) => x.name)) ?? file.name)
    for (const [name, list] of byFile) put(name, apply(draft[name] ?? m.files.find((x) => x.name === name)!.text, list))
  }
  const textOf = (d: Diagnostic) => {
    const name = fileOf(d.span?.start.file ?? "", m.files.map((x) => x.name)) ?? file.name
    return draft[name] ?? m.files.find((x) => x.name === name)!.text
  }
  const here = problems.filter((d) => !d.span?.start.file || fileOf(d.span.start.file, [file.name]) === file.name)
  return (
    <div class="columns modelscreen">
      <div class="editorside">
        <div class="toolbar">
          {m.files.length > 1 ? (
            <label class="field inline"><span>File</span>
              <select value={file.name} onChange={(e) => setOpen(e.currentTarget.value)}>
                {m.files.map((f) => <option key={f.name} value={f.name}>{f.name}{f.name in draft && draft[f.name] !== f.text ? " •" : ""}</option>)}
              </select></label>
          ) : <b>{file.name}</b>}
          <span class="faint" role="status">{checking ? "checking…" : dirty.length ? "not saved" : "as on disk"}</span>
          <span class="grow" />
          <button type="button" disabled={!dirty.length} onClick={revert}>Revert</button>
          <button type="button" class="primary" disabled={!dirty.length || !m.writable} title={m.writable ? "Shows what changes first" : "The folder of the model cannot be written to"} onClick={() => setSaving(true)}>Save…</button>
        </div>
        <Editor name={file.name} text={shown} readOnly={false} diagnostics={here} words={[...params.value.keys()]} goto={goal.value?.file === file.name ? goal.value : null} onChange={typed} onLine={(line) => atLine(file.name, line)} />
        <Panel title={problems.length ? `Problems (${problems.length})` : "Problems"} class="problems">
          {problems.length === 0 ? <p class="faint">None. {m.counts ? `${m.counts.nodes} nodes, ${m.counts.terminals} ends, ${m.counts.infosets} information sets.` : ""}</p> : (
            <ul>{problems.map((d, i) => (
              <li key={i} class={d.severity}>
                <button type="button" class="link" onClick={() => { if (d.span) { const name = fileOf(d.span.start.file, m.files.map((f) => f.name)) ?? file.name; setOpen(name); goal.value = { file: name, line: d.span.start.line, stamp: performance.now() } } }}>
                  <b>{d.severity}{d.code ? `[${d.code}]` : ""}</b> {d.summary}{d.span?.start.line ? <span class="faint"> {d.span.start.file.split("/").pop()}:{d.span.start.line}</span> : null}
                </button>
                {[d.note, ...(d.detail ?? []), d.fix && `fix: ${d.fix}`].filter(Boolean).map((t, j) => <p key={j} class="faint">{t}</p>)}
                {fixes(d, textOf(d)).map((f) => <button key={f.label} type="button" class="small" onClick={() => fix(f)}>{f.label}</button>)}
              </li>))}</ul>
          )}
        </Panel>
      </div>
      <div class="liveside">
        <Sentence />
        {problems.some((d) => d.severity === "error") && <p class="faint stale" role="status">The picture is of the last text without errors.</p>}
        {solved.value.busy && !solved.value.answer ? <Busy progress={null} what="Solving" /> : <TreeView compact />}
        <p class="faint">{linked.value.size ? "" : "The line of the cursor selects its param, question or conclusion; a double click on a node goes to its line."}</p>
      </div>
      {saving && <Confirm title="Save to disk" proposals={dirty.map((f) => ({ file: f, text: draft[f.name]! }))} onClose={() => { setSaving(false); drafts.current = {}; setDraft(edits.value) }} />}
    </div>
  )
}

/** The edits of a fix, by file. */
function groups(f: Fix, name: (e: Edit) => string): Map<string, Edit[]> {
  const out = new Map<string, Edit[]>()
  for (const e of f.edits) out.set(name(e), [...(out.get(name(e)) ?? []), e])
  return out
}

/** The name among files that a path of the engine means. */
function fileOf(path: string, names: string[]): string | undefined {
  return names.find((n) => n === path) ?? names.find((n) => path.endsWith("/" + n))
}

/** Applies edits to a text. Places count lines and characters from 1. */
export function apply(text: string, list: Fix["edits"]): string {
  const lines = text.split("\n")
  const at = (p: { line: number; column: number }) => {
    const before = lines.slice(0, p.line - 1).reduce((s, l) => s + l.length + 1, 0)
    return before + [...(lines[p.line - 1] ?? "")].slice(0, p.column - 1).join("").length
  }
  const spots = list.map((e) => ({ from: at(e.span.start), to: at(e.span.end), text: e.text })).sort((a, b) => b.from - a.from)
  for (const s of spots) text = text.slice(0, s.from) + s.text + text.slice(s.to)
  return text
}

/** Selects what the model declares at a line. */
function atLine(file: string, line: number) {
  const m = model.value!
  const near = <T extends { position?: { file: string; line: number } }>(list: T[]) => list.find((x) => x.position && fileOf(x.position.file, [file]) && x.position.line === line)
  const p = near(m.params), q = near(m.questions), c = near(m.conclusions)
  if (p) select({ kind: "param", id: p.name })
  else if (q) select({ kind: "question", id: String(q.index) })
  else if (c) select({ kind: "conclusion", id: String(c.index) })
}
