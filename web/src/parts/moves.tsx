// What moves tell about a hidden type: the matrix of evidence with likelihoods as bars, likelihood ratios and beliefs, and what to
// watch for. Moves can be marked as seen, and then both go on from there.
import { useEffect, useState } from "preact/hooks"
import { EngineError, superseded } from "../engine"
import { percent, short } from "../number"
import { base, engine, equilibrium, model, nothing, type Asked } from "../state"
import type { Bits, Move, Occasion, Spread, Step, Weighed } from "../types"
import { Busy, Command, Teach, Trouble } from "./bits"

export function Moves() {
  const [found, setFound] = useState<Asked<Weighed>>(nothing)
  const [hidden, setHidden] = useState("")
  const [observer, setObserver] = useState("public")
  const [seen, setSeen] = useState<{ label: string; action: string }[]>([])
  const request = { ...base.value, equilibrium: equilibrium.value, ...(hidden ? { hidden: [hidden] } : {}), observer, observed: seen }
  const key = JSON.stringify(request)
  const nobody = model.value!.ok && model.value!.hidden.length === 0
  useEffect(() => {
    if (nobody) return
    const abort = new AbortController()
    setFound((f) => ({ ...f, busy: true }))
    engine.value.call("evidence", request, { signal: abort.signal })
      .then((answer) => setFound({ ...nothing, answer }))
      .catch((error) => { if (!superseded(error)) setFound((f) => ({ ...f, error, busy: false })) })
    return () => abort.abort()
  }, [key])
  const doc = found.answer?.evidence, r = doc?.equilibria[0]
  if (nobody) return <Teach>Nothing is hidden in this game: everybody sees every move of chance, so there are no types to tell apart. <code>g.chance("kind", {"{"}"resolute": prior, "bluffing": 1 - prior{"}"}, seen_by = [challenger])</code> hides one from the others.</Teach>
  if (found.error instanceof EngineError && found.error.code === "no_answer" && !doc) return <Teach>{found.error.message} {found.error.fix}</Teach>
  const see = (m: Move) => setSeen([...seen.filter((s) => s.label !== m.label), { label: m.label, action: m.action }])
  return (
    <>
      <div class="toolbar">
        {doc && doc.choices.length > 1 && <label class="field inline"><span>Hidden</span><select value={hidden || doc.hidden[0]} onChange={(e) => { setSeen([]); setHidden(e.currentTarget.value) }}>{doc.choices.map((c) => <option key={c}>{c}</option>)}</select></label>}
        {doc && <label class="field inline"><span>Seen by</span><select value={observer} onChange={(e) => { setSeen([]); setObserver(e.currentTarget.value) }}>{doc.observers.map((o) => <option key={o} value={o}>{o === "public" ? "everybody" : o === "all" ? "somebody who sees every move" : o}</option>)}</select></label>}
        <span class="grow" />
        <Command command={found.answer?.command} />
      </div>
      <Trouble error={found.error} />
      {!doc && found.busy && <Busy progress={null} what="Weighing the moves" />}
      {doc && r && (
        <div class={found.busy ? "slow" : undefined}>
          <p class="finding">About <b>{doc.hidden.join(", ")}</b>: {doc.types.map((t, i) => `${t} ${range(r.prior[i]!)}`).join(", ")} before anything{seen.length ? "; after what was seen " : "."}
            {seen.length > 0 && (r.posterior.length ? <b>{doc.types.map((t, i) => `${t} ${range(r.posterior[i]!)}${word(r.posterior[i]!)}`).join(", ")}.</b> : "play never comes there, so that it has no probability.")}
            {" "}The uncertainty is {bits(r.uncertainty)} now; all that may still be seen takes away {bits(r.told)} of it on average. {doc.complete ? "" : "The list of equilibria is not proved complete: " + doc.incomplete_because}</p>
          {seen.length > 0 && <p class="row wrap seen">Seen: {seen.map((s) => <button key={s.label} type="button" class="chip" aria-label={`Forget ${s.label}: ${s.action}`} onClick={() => setSeen(seen.filter((x) => x !== s))}>{s.label}: {s.action} ×</button>)}</p>}
          <h2>What each move says</h2>
          <Matrix types={doc.types} observed={r.observed} occasions={r.occasions} see={see} />
          <p class="faint">A bar is how likely the move is if this is the type and what stands above was seen before. ×3: three times as likely if this is the type as if it is another (likelihood ratio); words by Kass and Raftery 1995. <b>Seen</b> marks a move as observed. In the equilibrium that is chosen: [ and ] step through them.</p>
          <h2>What to watch for</h2>
          <Watch occasions={r.occasions} types={doc.types} />
        </div>
      )}
    </>
  )
}

function Matrix({ types, observed, occasions, see }: { types: string[]; observed: Step[]; occasions: Occasion[]; see: (m: Move) => void }) {
  const columns = types.length + 3
  const rows = (list: Step[], mark: boolean) => list.map((s, i) => (
    <tr key={i} class={s.never ? "faint" : undefined}>
      <th scope="row">{s.move ? s.move.action : "nothing more is seen"}</th>
      {s.types.map((t) => <td key={t.type} class="barcell"><Likelihood s={t.likelihood} /></td>)}
      <td>{says(s)}</td>
      <td>{mark && s.move && !s.never && <button type="button" class="small" aria-label={`Seen: ${s.move.label}: ${s.move.action}`} onClick={() => see(s.move!)}>Seen</button>}</td>
    </tr>
  ))
  return (
    <div class="tablewrap" tabIndex={0} role="region" aria-label="What each move says"><table class="data matrix">
      <thead><tr><th scope="col">move</th>{types.map((t) => <th key={t} scope="col">if {t}</th>)}<th scope="col">what it says</th><th scope="col"><span class="hidden">mark</span></th></tr></thead>
      {observed.length > 0 && <tbody><tr class="group"><th scope="rowgroup" colSpan={columns}>What was seen</th></tr>{rows(observed, false)}</tbody>}
      {occasions.map((o, i) => <tbody key={i}><tr class="group"><th scope="rowgroup" colSpan={columns}><b>{o.moves.join(", ")}</b> ({o.players.join(", ")}){after(o.after)}</th></tr>{rows(o.next, true)}</tbody>)}
    </table></div>
  )
}

function Likelihood({ s }: { s: Spread }) {
  if (s.value === null && s.low === null) return <span class="faint">–</span>
  const low = s.low ?? s.value!, high = s.high ?? s.value!
  return (
    <span class="likely">
      <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="total" y="2.5" height="9" width={100 * high} /><rect class="bar" y="2.5" height="9" width={100 * low} /><line class="base" x1="0" x2="0" y1="0" y2="14" /></svg>
      <span class="num">{range(s)}</span>
    </span>
  )
}

/** What a move says, in words: as the command prints it. */
function says(s: Step): string {
  if (s.never) return "never happens, so it has no ratio"
  if (s.silent) return "says nothing"
  const t = s.types.find((x) => x.type === s.favours)
  if (!t) return s.types.map((x) => `${x.type} ${range(x.posterior)}`).join(", ") + " then"
  const then = range(t.posterior)
  if (t.ratio.infinite) return `only ${t.type} does this`
  const ratio = t.ratio.value ?? t.ratio.low
  return `${t.type} ×${ratio === null ? "?" : short(Number(ratio.toPrecision(2)))} (${t.ratio.strength}), then ${then}`
}

/** The occasions by how much they are expected to tell. */
function Watch({ occasions, types }: { occasions: Occasion[]; types: string[] }) {
  const list = occasions.filter((o) => !o.silent && o.expected.high > 0).sort((a, b) => b.expected.value - a.expected.value)
  const silent = occasions.filter((o) => o.silent)
  const most = Math.max(...list.map((o) => o.expected.high), 0.01)
  if (list.length === 0) return <p class="faint">Nothing that may still be seen tells anything about the type.</p>
  return (
    <>
      <div class="tablewrap" tabIndex={0} role="region" aria-label="What to watch for"><table class="data watch">
        <thead><tr><th scope="col">watch</th><th scope="col">expected to tell</th><th scope="col">comes with</th><th scope="col">what it would mean</th></tr></thead>
        <tbody>{list.map((o, i) => (
          <tr key={i}>
            <th scope="row">{o.moves.join(", ")} <span class="faint">({o.players.join(", ")}){after(o.after)}</span></th>
            <td class="barcell"><span class="likely"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" y="2.5" height="9" width={(100 * o.expected.value) / most} /></svg><span class="num">{bits(o.expected)}</span></span></td>
            <td>{range(o.likely)}</td>
            <td>{o.next.filter((s) => !s.never).map((s, j) => <span key={j} class="means">{s.move?.action ?? "nothing more"} ({range(s.next)}): {types.map((t, k) => `${t} ${range(s.types[k]!.posterior)}`).join(", ")}</span>)}</td>
          </tr>))}</tbody>
      </table></div>
      {silent.length > 0 && <p class="faint">Says nothing, whatever is done: {silent.map((o) => o.moves.join(", ") + after(o.after)).join("; ")}.</p>}
    </>
  )
}

const after = (list: Move[]) => (list.length ? `, after ${list.map((m) => `${m.label}: ${m.action}`).join(", ")}` : "")
const word = (s: Spread) => (s.word ? `, ${s.word}` : "")
const bits = (b: Bits) => `${b.value.toFixed(2)} bits`

function range(s: Spread): string {
  const low = s.low ?? s.value, high = s.high ?? s.value
  if (low === null || high === null) return "–"
  const a = percent(low), b = percent(high)
  return a === b ? a : `${a.replace("\u00a0%", "")} to ${b}`
}
