// What carries a conclusion or an answer, three ways side by side: one at a time, Sobol indices, thresholds. A tornado alone
// would miss what acts only together with something else.
import { useEffect, useState } from "preact/hooks"
import { superseded } from "../engine"
import { reaudit } from "../live"
import { percent, short } from "../number"
import { audited, auditedAt, base, heavy, engine, model, nothing, set, subject, type Asked } from "../state"
import type { Audited, Box, Sensed } from "../types"
import { Busy, Command, litClass, Panel, plain, Trouble } from "../parts/bits"
import { AuditState, Bars, NoConclusion, Picker, tested, Verdict } from "../parts/carry"

export function SensitivityScreen() {
  const m = model.value!, a = audited.value.answer, c = tested()
  const [rows, setRows] = useState(256)
  const [question, setQuestion] = useState(0)
  const [sense, setSense] = useState<Asked<Sensed>>(nothing)
  const [about, setAbout] = useState<"conclusion" | "question">(m.conclusions.length ? "conclusion" : "question")
  const values = JSON.stringify(set.value)
  const [wanted, setWanted] = useState(!heavy.value)
  const index = subject.value ?? m.conclusions[0]?.index
  useEffect(() => {
    if (!wanted || (about === "conclusion" ? index === undefined : !m.questions[question])) return
    const abort = new AbortController()
    setSense((s) => ({ ...s, busy: true, progress: null }))
    const of = about === "conclusion" ? { conclusion: index! } : { question }
    engine.value.call("sensitivity", { ...base.value, ...of, n: rows, draws: -1, seed: 1 }, { signal: abort.signal, progress: (progress) => setSense((s) => ({ ...s, progress })) })
      .then((answer) => setSense({ answer, busy: false, error: null, progress: null }))
      .catch((error) => { if (!superseded(error)) setSense((s) => ({ ...s, error, busy: false })) })
    return () => { abort.abort(); setSense((s) => ({ ...s, busy: false })) }
  }, [about, index, question, rows, values, wanted])
  const q = sense.answer?.data.questions?.[0]
  return (
    <div class="page sensitivity">
      <div class="toolbar">
        {m.conclusions.length > 0 && <span class="segments" role="group" aria-label="About">
          <button type="button" class="small" aria-pressed={about === "conclusion"} onClick={() => setAbout("conclusion")}>A conclusion</button>
          <button type="button" class="small" aria-pressed={about === "question"} onClick={() => setAbout("question")}>An answer</button>
        </span>}
        {about === "conclusion" ? <Picker /> : (
          <label class="field inline"><span>Answer</span><select value={String(question)} onChange={(e) => setQuestion(Number(e.currentTarget.value))}>{m.questions.map((q, i) => <option key={i} value={String(i)}>{q.text}</option>)}</select></label>
        )}
        <span class="grow" />
        <Command command={sense.answer?.command} />
      </div>
      {m.conclusions.length === 0 && <NoConclusion />}
      <div class="cardsgrid">
        <Panel title="Thresholds" aside={a && <button type="button" class="small" disabled={audited.value.busy} onClick={() => reaudit((auditedAt.value?.draws ?? 200) * 4)}>More draws</button>}>
          <AuditState />
          {c && a && about === "conclusion" && <Verdict c={c} draws={a.audit.draws} />}
          {c && about === "conclusion" && c.explanation && <p class="why">{c.explanation}</p>}
          {about === "question" && <p class="faint">Thresholds belong to conclusions: pick one.</p>}
        </Panel>
        <Panel title="One at a time">
          {q ? <Bars q={q} /> : <p class="faint">{sense.busy ? "…" : !sense.answer ? "With the shares of the variance." : "This conclusion compares no two answers, so there is no range to show: pick an answer."}</p>}
          <p class="faint">How far each param alone moves the answer, from the low to the high end of its range. A line marks the baseline. A param with no effect alone may still matter together with others: see the shares of the variance.</p>
        </Panel>
        <Panel title={about === "conclusion" ? "Share of the variance of its truth (Sobol)" : "Share of the variance (Sobol)"} aside={<button type="button" class="small" disabled={sense.busy} onClick={() => setRows(rows * 2)}>More rows</button>}>
          <div class="progressline">{sense.busy && <Busy progress={sense.progress} what={`Solving ${rows} rows`} stop={() => setWanted(false)} />}</div>
          <Trouble error={sense.error} />
          {!wanted && <p><button type="button" onClick={() => setWanted(true)}>Solve {rows} rows</button> <span class="faint">In a model of this size that takes minutes.</span></p>}
          {sense.answer && <Shares data={sense.answer.data} about={about} busy={sense.busy} />}
          <p class="faint">Dark: the param by itself (first order). Pale: with what it does together with others (total). Whiskers: 95 %.</p>
        </Panel>
        <Panel title="Where it fails">
          {about === "conclusion" && c?.boxes?.length ? c.boxes.map((b, i) => <Fails key={i} box={b} />)
            : <p class="faint">{c && about === "conclusion" ? (c.share_all >= 0.995 ? "It hardly ever fails in these ranges." : `No box holds enough of its failures at ${a!.audit.draws} draws. More draws may find one.`) : "Boxes belong to conclusions."}</p>}
        </Panel>
      </div>
    </div>
  )
}

/** First-order index within the total one. What is below 0 by chance is drawn as 0 and said to be 0 within its error. */
function Shares({ data, about, busy }: { data: Audited["audit"]; about: "conclusion" | "question"; busy: boolean }) {
  const indices = (about === "conclusion" ? data.conclusions : data.questions)?.[0]?.sobol?.indices
  if (!indices?.length) return <p class="faint">The answer has no variance here: nothing carries it.</p>
  const rows = [...indices].sort((a, b) => b.total - a.total)
  const top = Math.max(1, ...rows.map((r) => r.total_ci[1]))
  const w = (v: number) => (100 * Math.min(top, Math.max(0, v))) / top
  return (
    <table class={"bars" + (busy ? " slow" : "")}>
      <thead class="hidden"><tr><th scope="col">param</th><th scope="col">first order within total</th><th scope="col">total</th></tr></thead>
      <tbody>{rows.map((r) => (
        <tr key={r.params.join()} class={r.params.length === 1 ? litClass({ kind: "param", id: r.params[0]! }) : ""}>
          <th scope="row">{r.params.map(plain).join(", ")}</th>
          <td class="barcell"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
            <rect class="total" y="2.5" height="9" width={w(r.total)} /><rect class="bar" y="2.5" height="9" width={w(r.first)} />
            <line class="whisker" x1={w(r.total_ci[0])} x2={w(r.total_ci[1])} y1="7" y2="7" />
          </svg></td>
          <td class="num">{r.total_ci[0] <= 0 && r.total < 0.01 ? "0 within error" : `${short(Number(r.total.toFixed(2)))}, alone ${short(Number(Math.max(0, r.first).toFixed(2)))}`}</td>
        </tr>))}</tbody>
    </table>
  )
}

function Fails({ box }: { box: Box }) {
  return (
    <div class="verdict">
      <p>It fails in <b>{percent(box.density)}</b> of the draws with {box.bounds.map((b) => bound(b)).join(" and ")}.</p>
      <p class="faint"><b>{percent(box.coverage)}</b> of all its failures lie there. (PRIM: density and coverage.)</p>
    </div>
  )
}

function bound(b: any): string {
  const low = b.low ?? b.above ?? b.from, high = b.high ?? b.below ?? b.to
  const parts = [low !== null && low !== undefined ? `above ${short(low)}` : "", high !== null && high !== undefined ? `below ${short(high)}` : ""].filter(Boolean)
  return `${plain(b.param)} ${parts.join(" and ")}`
}
