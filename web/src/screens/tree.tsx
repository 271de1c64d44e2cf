// The first screen: assumptions, the tree with its sentence, what the answer rests on.
import { equilibrium, model, regimes, screen, solved, audited } from "../state"
import { MapWait } from "../parts/wait"
import { Command, Panel, Pick, Teach, Trouble } from "../parts/bits"
import { AuditState, Bars, NoConclusion, Picker, tested, Verdict } from "../parts/carry"
import { Cards } from "../parts/cards"
import { Evidence, nameOf } from "../parts/evidence"
import { Intro } from "../parts/intro"
import { MiniMap, Regimes } from "../parts/minimap"
import { Sentence } from "../parts/sentence"
import { Sliders } from "../parts/sliders"
import { TreeView } from "../parts/treeview"
import { selected } from "../state"

export function TreeScreen() {
  return (
    <div class="columns">
      <aside class="left" aria-label="Assumptions and equilibria"><Sliders /><Cards /></aside>
      <div class="middle">
        <Intro />
        <Sentence />
        <TreeView />
        <Answers />
      </div>
      <aside class="right" aria-label="What the answer rests on">
        <Where />
        <Carries />
        <Panel title={selected.value ? `Evidence for ${nameOf(selected.value)}` : "Evidence"}><Evidence /></Panel>
      </aside>
    </div>
  )
}

/** The model's questions and conclusions, answered in the equilibrium that is shown. */
function Answers() {
  const m = model.value!, s = solved.value.answer
  const text = (index: number) => {
    const q = s?.questions?.find((q) => q.index === index)
    return (q?.answers ?? []).find((a) => a.equilibrium === equilibrium.value)?.text ?? (q?.answers ?? [])[0]?.text ?? "–"
  }
  if (m.questions.length + m.conclusions.length === 0) {
    return <Teach>No question yet. <code>ask("How likely is war?", P("war"))</code> puts its answer here, <code>conclude(…)</code> tests a claim of yours.</Teach>
  }
  return (
    <div class="answers">
      {m.questions.length > 0 && <section aria-label="Answers"><h2>Answers</h2>
        {m.questions.map((q) => <Pick key={q.index} item={{ kind: "question", id: String(q.index) }} class="answer"><span>{q.text}</span><b>{text(q.index)}</b></Pick>)}</section>}
      {m.conclusions.length > 0 && <section aria-label="Conclusions"><h2>Conclusions</h2>
        {m.conclusions.map((c) => {
          const of = s?.conclusions?.find((x) => x.index === c.index)
          return <Pick key={c.index} item={{ kind: "conclusion", id: String(c.index) }} class="answer"><span>{c.text}</span><Face face={of?.face ?? ""} /></Pick>
        })}</section>}
    </div>
  )
}

const faces: Record<string, [string, string]> = { all: ["✓", "true in all"], some: ["◐", "true in some"], none: ["✗", "false in all"], undefined: ["–", "undefined"] }
function Face({ face }: { face: string }) {
  const [sign, words] = faces[face] ?? ["–", face || "not known"]
  return <b class={"face " + face}><span aria-hidden="true">{sign}</span> {words}</b>
}

function Where() {
  const r = regimes.value
  return (
    <Panel title="Where the answer changes" aside={r.answer ? <button type="button" class="small" onClick={() => (screen.value = "regimes")}>Open</button> : undefined}>
      <div class={(r.answer ? "mapbox" : "mapbox empty") + (r.busy && r.answer ? " slow" : "")}>
        {r.answer ? <MiniMap data={r.answer.data} /> : r.error ? <Trouble error={r.error} />
          : model.value!.params.length < 2 ? <Teach>A map needs two params with a range.</Teach> : <MapWait />}
      </div>
      {r.answer && <Regimes data={r.answer.data} />}
      {r.answer && <Command command={r.answer.command} />}
    </Panel>
  )
}

function Carries() {
  const c = tested(), a = audited.value.answer
  const q = a?.audit.questions[0]
  return (
    <Panel title="Which assumption carries it" aside={a ? <button type="button" class="small" onClick={() => (screen.value = "sensitivity")}>Open</button> : undefined}>
      {model.value!.conclusions.length === 0 ? <NoConclusion /> : <Picker />}
      <AuditState />
      {c && a && <Verdict c={c} draws={a.audit.draws} />}
      {q && <Bars q={q} limit={6} />}
    </Panel>
  )
}
