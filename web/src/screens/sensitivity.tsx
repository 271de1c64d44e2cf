// What carries a conclusion or an answer: ranges one at a time, Sobol indices and thresholds side by side, for a tornado alone
// would miss what acts only together with something else. And who learns what, who agrees with whom, how equilibria differ.
import { useEffect, useState } from "preact/hooks"
import { superseded } from "../engine"
import { reaudit } from "../live"
import { percent, short } from "../number"
import { audited, auditedAt, base, chart, charts, engine, equilibrium, heavy, model, nothing, subject, theme, type Asked } from "../state"
import type { Box, Chart, Sensed } from "../types"
import { Busy, Command, Panel, plain, Teach, Trouble } from "../parts/bits"
import { AuditState, NoConclusion, Picker, tested, Verdict } from "../parts/carry"
import { ChartView } from "../parts/chart"

const names: Record<(typeof charts)[number], string> = { carries: "What carries it", beliefs: "Who learns what", alignment: "Who agrees with whom", equilibria: "Equilibria compared" }

export function SensitivityScreen() {
  return (
    <div class="page sensitivity">
      <div class="toolbar">
        <span class="segments" role="group" aria-label="Show">
          {charts.map((c) => <button key={c} type="button" class="small" aria-pressed={chart.value === c} onClick={() => (chart.value = c)}>{names[c]}</button>)}
        </span>
      </div>
      {chart.value === "carries" ? <Carries /> : <Drawn key={chart.value} what={chart.value} />}
    </div>
  )
}

/** A chart of the equilibria at the sliders' values. */
function Drawn({ what }: { what: "beliefs" | "alignment" | "equilibria" }) {
  const [drawn, setDrawn] = useState<Asked<Chart>>(nothing)
  const request = { ...base.value, what, theme: theme.value, ...(what === "beliefs" ? { equilibrium: equilibrium.value } : {}) }
  const key = JSON.stringify(request)
  useEffect(() => {
    const abort = new AbortController()
    setDrawn((d) => ({ ...d, busy: true }))
    engine.value.call("draw", request, { signal: abort.signal })
      .then((answer) => setDrawn({ ...nothing, answer }))
      .catch((error) => { if (!superseded(error)) setDrawn((d) => ({ ...d, error, busy: false })) })
    return () => abort.abort()
  }, [key])
  return (
    <>
      <Trouble error={drawn.error} />
      {drawn.answer ? <ChartView chart={drawn.answer} slow={drawn.busy} /> : drawn.busy && <Busy progress={null} what="Drawing" />}
      {what === "beliefs" && <p class="faint">A line leads from what was believed before any move to what is believed there; the wider, the more often play comes there; broken where it never does. [ and ] step through the equilibria.</p>}
    </>
  )
}

function Carries() {
  const m = model.value!, a = audited.value.answer, c = tested()
  const [rows, setRows] = useState(256)
  const [question, setQuestion] = useState(0)
  const [sense, setSense] = useState<Asked<Sensed>>(nothing)
  const [about, setAbout] = useState<"conclusion" | "question">(m.conclusions.length ? "conclusion" : "question")
  const values = JSON.stringify(base.value)
  const [wanted, setWanted] = useState(!heavy.value)
  const index = subject.value ?? m.conclusions[0]?.index
  useEffect(() => {
    if (!wanted || (about === "conclusion" ? index === undefined : !m.questions[question])) return
    const abort = new AbortController()
    setSense((s) => ({ ...s, busy: true, progress: null }))
    const of = about === "conclusion" ? { conclusion: index! } : { question }
    engine.value.call("sensitivity", { ...base.value, ...of, n: rows, draws: -1, seed: 1, theme: theme.value }, { signal: abort.signal, progress: (progress) => setSense((s) => ({ ...s, progress })) })
      .then((answer) => setSense({ answer, busy: false, error: null, progress: null }))
      .catch((error) => { if (!superseded(error)) setSense((s) => ({ ...s, error, busy: false })) })
    return () => { abort.abort(); setSense((s) => ({ ...s, busy: false })) }
  }, [about, index, question, rows, values, wanted, theme.value])
  if (m.conclusions.length + m.questions.length === 0) return <NoConclusion />
  const list = sense.answer?.charts ?? []
  return (
    <>
      <div class="toolbar">
        {m.conclusions.length > 0 && <span class="segments" role="group" aria-label="About">
          <button type="button" class="small" aria-pressed={about === "conclusion"} onClick={() => setAbout("conclusion")}>A conclusion</button>
          <button type="button" class="small" aria-pressed={about === "question"} onClick={() => setAbout("question")}>An answer</button>
        </span>}
        {about === "conclusion" ? <Picker /> : (
          <label class="field inline"><span>Answer</span><select value={String(question)} onChange={(e) => setQuestion(Number(e.currentTarget.value))}>{m.questions.map((q, i) => <option key={i} value={String(i)}>{q.text}</option>)}</select></label>
        )}
        <span class="grow" />
        <button type="button" class="small" disabled={sense.busy} onClick={() => { setWanted(true); if (wanted) setRows(rows * 2) }} title={`Sobol indices from ${rows} rows: more rows, narrower intervals`}>{wanted ? "More rows" : `Solve ${rows} rows`}</button>
        <Command command={sense.answer?.command} />
      </div>
      <div class="progressline">{sense.busy && <Busy progress={sense.progress} what={`Solving ${rows} rows`} stop={() => setWanted(false)} />}</div>
      <Trouble error={sense.error} />
      {!wanted && !sense.answer && <Teach>Ranges, shares of the variance and thresholds come from solving the model at many values. In a model of this size that takes minutes.<br /><button type="button" onClick={() => setWanted(true)}>Solve {rows} rows</button></Teach>}
      {list.map((c) => <ChartView key={c.name} chart={c} slow={sense.busy} command={false} />)}
      {sense.answer && list.length === 0 && <Teach>Nothing carries it: no param moves it within its range, alone or together with others.</Teach>}
      {list.length > 0 && <p class="faint">One at a time, a param with no effect may still matter together with others: that is what is hatched in the indices (total order beyond first order). An index below 0 by chance is drawn as 0 and said to be 0 within its error.</p>}
      {about === "conclusion" && (
        <div class="cardsgrid">
          <Panel title="Thresholds" aside={a && <button type="button" class="small" disabled={audited.value.busy} onClick={() => reaudit((auditedAt.value?.draws ?? 200) * 4)}>More draws</button>}>
            <AuditState />
            {c && a && <Verdict c={c} draws={a.audit.draws} />}
            {c?.explanation && <p class="why">{c.explanation}</p>}
          </Panel>
          <Panel title="Where it fails">
            {c?.boxes?.length ? c.boxes.map((b, i) => <Fails key={i} box={b} />)
              : <p class="faint">{!c ? "With the audit." : c.share_all >= 0.995 ? "It hardly ever fails in these ranges." : `No box holds enough of its failures at ${a!.audit.draws} draws. More draws may find one.`}</p>}
          </Panel>
        </div>
      )}
    </>
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
