// The report: one file that opens anywhere, made at the sliders' values, with the parts that are wanted.
import { useEffect, useRef, useState } from "preact/hooks"
import { EngineError, superseded } from "../engine"
import { base, engine, model, nothing, set, type Asked } from "../state"
import { save } from "../svg"
import type { Reported } from "../types"
import { Busy, Command, Teach, Trouble } from "../parts/bits"
import { Preview } from "../parts/preview"

export function ReportScreen() {
  const m = model.value!
  const [made, setMade] = useState<Asked<Reported>>(nothing)
  const [without, setWithout] = useState<string[]>(recall)
  const [asPrinted, setAsPrinted] = useState(true)
  const running = useRef<AbortController | null>(null)
  const asked = useRef("")
  useEffect(() => () => running.current?.abort(), [])
  const request = { ...base.value, ...(without.length ? { without } : {}) }
  const make = async () => {
    running.current?.abort()
    const abort = (running.current = new AbortController())
    asked.current = JSON.stringify(request)
    setMade((before) => ({ ...nothing, answer: before.answer, busy: true }))
    try {
      const answer = await engine.value.call("report", request, { signal: abort.signal, progress: (progress) => setMade((m) => ({ ...m, progress })) })
      setMade({ ...nothing, answer })
    } catch (error) {
      if (!superseded(error)) setMade({ ...nothing, error })
    }
  }
  const turn = (name: string, on: boolean) => {
    setWithout((before) => {
      const to = m.reportParts.map((p) => p.name).filter((n) => (n === name ? !on : before.includes(n)))
      try { sessionStorage.setItem(place, JSON.stringify(to)) } catch { /* it is only a choice */ }
      return to
    })
  }
  const changed = Object.entries(set.value)
  const missing = made.error instanceof EngineError && ["not_there", "no_call"].includes(made.error.code)
  const name = (m.path.split("/").pop() ?? "model").replace(/\.star$/, "") + ".html"
  const command = made.answer && asked.current === JSON.stringify(request) ? made.answer.command
    : ["parley report", m.path, ...(without.length ? ["--without", without.join(",")] : []), ...changed.map(([n, v]) => `--set ${n}=${v}`), "-o", name].join(" ")
  const old = made.answer && !made.busy && asked.current !== JSON.stringify(request)
  return (
    <div class="page reportscreen">
      <div class="reportside">
        <h2>Report</h2>
        <p>One page that opens offline and prints well. {changed.length ? <>Made at {changed.map(([n, v]) => `${n} = ${v}`).join(", ")}; the rest at the baseline.</> : "Made at the baseline."}</p>
        <fieldset class="parts">
          <legend>Parts, in their order</legend>
          <label class="fixed"><input type="checkbox" checked disabled /> Verdicts</label>
          {m.reportParts.map((p) => (
            <label key={p.name}><input type="checkbox" name={p.name} checked={!without.includes(p.name)} onChange={(e) => turn(p.name, e.currentTarget.checked)} /> {p.title}</label>
          ))}
          <label class="fixed"><input type="checkbox" checked disabled /> How to reproduce it</label>
        </fieldset>
        <div class="row wrap">
          <button type="button" class="primary" onClick={make} disabled={made.busy}>{made.answer ? "Make it again" : "Make the report"}</button>
          {made.busy && <button type="button" onClick={() => { running.current?.abort(); setMade((m) => ({ ...nothing, answer: m.answer })) }}>Stop</button>}
          {made.answer && <button type="button" disabled={made.busy} onClick={() => save(name, made.answer!.html, "text/html")}>Save {name} ({Math.round(new Blob([made.answer.html]).size / 1024)} KB)</button>}
          <Command command={command} />
        </div>
        <div class="progressline">{made.busy && <Busy progress={made.progress} what="Making the report" />}</div>
        {old && <p class="stale" role="status">The preview is of other values or parts: make it again.</p>}
        {missing ? <p class="faint">This engine does not make reports. The command does: <code>{command}</code></p> : <Trouble error={made.error} />}
      </div>
      {made.answer ? (
        <div class="previewside">
          <span class="segments" role="group" aria-label="Preview">
            <button type="button" class="small" aria-pressed={asPrinted} onClick={() => setAsPrinted(true)}>As printed</button>
            <button type="button" class="small" aria-pressed={!asPrinted} onClick={() => setAsPrinted(false)}>As on the screen</button>
          </span>
          <Preview html={made.answer.html} printed={asPrinted} />
        </div>
      ) : <div class="previewside"><Teach>The preview stands here once the report is made. It audits the model with 10,000 draws, which takes a while in a large one; the sliders of the other screens work meanwhile.</Teach></div>}
    </div>
  )
}

const place = "parley:report:without"

function recall(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? "[]")
    const known = model.value!.reportParts.map((p) => p.name)
    return Array.isArray(kept) ? known.filter((n) => kept.includes(n)) : []
  } catch {
    return []
  }
}
