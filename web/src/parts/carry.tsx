// What carries a conclusion: verdict, thresholds, range bars. As text and table first, so that letters keep their size.
import { audited, auditedAt, heavy, model, select, set, subject } from "../state"
import { reaudit, stopAudit } from "../live"
import { percent, short } from "../number"
import type { AuditConclusion, AuditQuestion, Flip } from "../types"
import { Busy, litClass, plain, Teach, Trouble } from "./bits"

/** The conclusion that the page tests: the one in the address, or else the first. */
export function tested(): AuditConclusion | undefined {
  const list = audited.value.answer?.audit.conclusions ?? []
  return list.find((c) => c.number === (subject.value ?? 0) + 1) ?? list[0]
}

export function Picker() {
  const m = model.value!
  return (
    <label class="field">
      <span>Conclusion</span>
      <select value={String(subject.value ?? m.conclusions[0]?.index ?? "")} onChange={(e) => (subject.value = Number(e.currentTarget.value))}>
        {m.conclusions.map((c) => <option key={c.index} value={String(c.index)}>{c.index + 1}. {c.text}</option>)}
      </select>
    </label>
  )
}

/** The audit's state: on its way, failed, or made at other values than the sliders'. */
export function AuditState() {
  const a = audited.value
  const old = auditedAt.value && JSON.stringify(auditedAt.value.set) !== JSON.stringify(set.value)
  return (
    <>
      {a.busy && <Busy progress={a.progress} what="Auditing" stop={stopAudit} />}
      {!a.busy && !a.answer && !a.error && <Teach>What flips a conclusion and which param moves it most comes from an audit. {heavy.value ? "In a model of this size it takes minutes; the sliders work meanwhile." : ""}<br /><button type="button" onClick={() => reaudit(200)}>Audit with 200 draws</button></Teach>}
      <Trouble error={a.error} />
      {!a.busy && old && <p class="faint old">Made {Object.keys(auditedAt.value!.set).length ? "at other values" : "at the baseline"}. <button type="button" class="link" onClick={() => reaudit(auditedAt.value!.draws)}>Audit at the sliders' values</button></p>}
    </>
  )
}

export function NoConclusion() {
  return <Teach>A conclusion lets Parley test what you say. Add one to the model:<br /><code>conclude("War is a real risk.", P("war") &gt; 0.25)</code></Teach>
}

/** Verdict and thresholds in words: what a reader of a memo uses. */
export function Verdict({ c, draws }: { c: AuditConclusion; draws: number }) {
  const inside = c.linchpins ?? [], outside = c.outside_ranges ?? []
  return (
    <div class="verdict">
      <p>“{c.text}” <b class={"word " + c.verdict}>{c.verdict}</b>: holds in {percent(c.share_all)} of {draws.toLocaleString("en")} draws.</p>
      {inside.length > 0 ? <p>Flips if {join(inside)}.</p> : <p>No single param flips it within its range.</p>}
      {outside.length > 0 && <p class="faint">Outside the ranges: {join(outside.slice(0, 4))}.</p>}
      {c.joint && c.joint.moves.length > 1 && <p class="faint">Together: {c.joint.moves.map((m) => `${plain(m.param)} ${short(m.value)}`).join(" and ")} flip it.</p>}
    </div>
  )
}

const join = (list: Flip[]) => list.map((l, i) => <span key={i}>{i > 0 ? " or " : ""}<button type="button" class="link" onClick={() => select({ kind: "param", id: l.param })}>{plain(l.param)}</button> {l.direction === "below" ? "<" : ">"} {l.exact && l.exact.length < 8 ? l.exact.replace("-", "−") : short(l.flips_at)}</span>)

/** One param at a time: how far each moves an answer, over its range. */
export function Bars({ q, limit = 99 }: { q: AuditQuestion; limit?: number }) {
  const rows = [...(q.one_at_a_time ?? [])].sort((a, b) => b.high - b.low - (a.high - a.low)).slice(0, limit)
  const at = q.answers.filter((a) => a.value !== undefined)
  const low = Math.min(...rows.map((r) => r.low), ...at.map((a) => a.low)), high = Math.max(...rows.map((r) => r.high), ...at.map((a) => a.high))
  const room = high - low || 1
  const probability = low >= 0 && high <= 1
  const word = probability ? percent : short
  const x = (v: number) => (100 * (v - low)) / room
  return (
    <table class="bars">
      <caption>{q.text}</caption>
      <thead class="hidden"><tr><th scope="col">param</th><th scope="col">from its low end to its high end</th><th scope="col">range of the answer</th></tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.param} class={litClass({ kind: "param", id: r.param })} data-param={r.param}>
            <th scope="row"><button type="button" class="link plain" onClick={() => select({ kind: "param", id: r.param })}>{plain(r.param)}</button></th>
            <td class="barcell"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
              <rect x={x(r.low)} width={Math.max(0.6, x(r.high) - x(r.low))} y="2.5" height="9" class="bar" />
              {at.map((a, i) => <line key={i} x1={x(a.value)} x2={x(a.value)} y1="0" y2="14" class="base" />)}
            </svg></td>
            <td class="num">{r.high - r.low < 1e-12 ? "no effect alone" : `${word(r.low).replace("\u00a0%", "")} to ${word(r.high)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
