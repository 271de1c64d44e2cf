// The model's text: editor, problems, the tree that it makes while it is written.
import { useEffect, useState } from "preact/hooks"
import { checking, problems, put, revert, typed } from "../drafts"
import { apply, byFile } from "../fixes"
import { drafts, linked, model, params, select, solved } from "../state"
import type { Diagnostic, Fix } from "../types"
import { Busy, Panel, Teach } from "../parts/bits"
import { Editor } from "../parts/lazy"
import { TreeView } from "../parts/treeview"
import { Confirm } from "../parts/write"
import { goal, selectMove } from "./jump"
import { Sentence } from "../parts/sentence"

export function ModelScreen() {
  const m = model.value!
  const main = m.files.find((f) => f.main) ?? m.files[0]
  const [open, setOpen] = useState(goal.value?.file ?? main?.name ?? "")
  const [saving, setSaving] = useState(false)
  const file = m.files.find((f) => f.name === open) ?? main
  useEffect(() => { if (goal.value && m.files.some((f) => f.name === goal.value!.file)) setOpen(goal.value.file) }, [goal.value])
  if (!file) return <div class="page"><Teach>This model has no text that can be shown.</Teach></div>
  const names = m.files.map((f) => f.name), texts = drafts.value, list = problems.value
  const dirty = m.files.filter((f) => f.name in texts)
  const here = list.filter((d) => !d.span?.start.file || fileOf(d.span.start.file, [file.name]) === file.name)
  return (
    <div class="columns modelscreen">
      <div class="editorside">
        <div class="toolbar">
          {m.files.length > 1 ? (
            <label class="field inline"><span>File</span>
              <select value={file.name} onChange={(e) => setOpen(e.currentTarget.value)}>
                {m.files.map((f) => <option key={f.name} value={f.name}>{f.name}{f.name in texts ? " •" : ""}</option>)}
              </select></label>
          ) : <b>{file.name}</b>}
          <span class="faint" role="status">{checking.value ? "checking…" : dirty.length ? "not saved" : "as on disk"}</span>
          <span class="grow" />
          <button type="button" disabled={!dirty.length} onClick={revert}>Revert</button>
          <button type="button" class="primary" disabled={!dirty.length || !m.writable} title={m.writable ? "Shows what changes first" : "The folder of the model cannot be written to"} onClick={() => setSaving(true)}>Save…</button>
        </div>
        <Editor name={file.name} text={texts[file.name] ?? file.text} readOnly={false} diagnostics={here} words={[...params.value.keys()]} goto={goal.value?.file === file.name ? goal.value : null} onChange={(to) => typed(file.name, to)} onLine={(line) => atLine(file.name, line)} />
        <Panel title={list.length ? `Problems (${list.length})` : "Problems"} class="problems">
          {list.length === 0 ? <p class="faint">None. {m.counts ? `${m.counts.nodes} nodes, ${m.counts.terminals} ends, ${m.counts.infosets} information sets.` : ""}</p> : (
            <ul>{list.map((d, i) => <Problem key={i} d={d} main={file.name} names={names} open={setOpen} />)}</ul>
          )}
        </Panel>
      </div>
      <div class="liveside">
        <Sentence />
        {list.some((d) => d.severity === "error") && <p class="faint stale" role="status">{m.ok ? "The picture is of the last text without errors." : "There is no picture before the errors are mended."}</p>}
        {!m.ok ? null : solved.value.busy && !solved.value.answer ? <Busy progress={null} what="Solving" /> : <TreeView compact />}
        <p class="faint">{linked.value.size ? "" : "The line of the cursor selects its param, question or conclusion; a double click on a node goes to its line."}</p>
      </div>
      {saving && <Confirm title="Save to disk" proposals={dirty.map((f) => ({ file: f, text: texts[f.name]! }))} onClose={() => setSaving(false)} />}
    </div>
  )
}

/** One message of the checker, with what a click can mend. */
function Problem({ d, main, names, open }: { d: Diagnostic; main: string; names: string[]; open: (name: string) => void }) {
  const show = () => {
    if (!d.span) return
    const name = fileOf(d.span.start.file, names) ?? main
    open(name)
    goal.value = { file: name, line: d.span.start.line, stamp: performance.now() }
  }
  return (
    <li class={d.severity}>
      <button type="button" class="link" onClick={show}>
        <b>{d.severity}{d.code ? `[${d.code}]` : ""}</b> {d.summary}{d.span?.start.line ? <span class="faint"> {d.span.start.file.split("/").pop()}:{d.span.start.line}</span> : null}
      </button>
      {[d.note, ...(d.detail ?? []), d.fix && `fix: ${d.fix}`].filter(Boolean).map((t, j) => <p key={j} class="faint">{t}</p>)}
      {(d.fixes ?? []).map((f) => <button key={f.label} type="button" class="small fix" onClick={() => mend(f, main, names)}>{capital(f.label)}</button>)}
    </li>
  )
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Makes the change of text that a message offers. */
function mend(f: Fix, main: string, names: string[]) {
  const texts: Record<string, string> = {}
  for (const [name, list] of byFile(f, (e) => fileOf(e.span.start.file, names) ?? main)) {
    texts[name] = apply(drafts.value[name] ?? model.value!.files.find((x) => x.name === name)!.text, list)
  }
  put(texts)
}

/** The name among files that a path of the engine means. */
function fileOf(path: string, names: string[]): string | undefined {
  return names.find((n) => n === path) ?? names.find((n) => path.endsWith("/" + n))
}

/** Selects what the model declares at a line. */
function atLine(file: string, line: number) {
  const m = model.value!
  const near = <T extends { position?: { file: string; line: number } }>(list: T[]) => list.find((x) => x.position && fileOf(x.position.file, [file]) && x.position.line === line)
  const p = near(m.params), q = near(m.questions), c = near(m.conclusions)
  if (p) select({ kind: "param", id: p.name })
  else if (q) select({ kind: "question", id: String(q.index) })
  else if (c) select({ kind: "conclusion", id: String(c.index) })
  else selectMove(file, line)
}
