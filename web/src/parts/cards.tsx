// The equilibria, as cards: those with the same distribution over outcomes stand together. The header says how complete the list is,
// every time.
import { useEffect, useRef } from "preact/hooks"
import { audited, auditedAt, equilibrium, regimes, set, solved } from "../state"
import { rejudge, stopJudging } from "../live"
import { against, judgedNow, other } from "../treestate"
import { percent, span } from "../number"
import type { Card, Refinement } from "../types"
import { Busy, Panel, plain, ShareBar, Teach, Trouble } from "./bits"

export function Cards() {
  const s = solved.value.answer
  if (!s) return <Panel title="Equilibria"><p class="faint">{solved.value.error ? "None: see above." : "Solving…"}</p></Panel>
  const list = useRef<HTMLDivElement>(null)
  const { complete, words } = s.completeness
  const tell = s.cards.length > 1
  const at = useRef(equilibrium.value)
  useEffect(() => {
    if (at.current === equilibrium.value) return // the page has just opened: its head stays in sight
    at.current = equilibrium.value
    // not scrollIntoView: that would also move the place from which Tab goes on
    const card = list.current?.querySelector(".card.on"), column = list.current?.closest("aside")
    if (!card || !column) return
    const c = card.getBoundingClientRect(), a = column.getBoundingClientRect()
    if (c.bottom > a.bottom) column.scrollTop += c.bottom - a.bottom + 8
    else if (c.top < a.top) column.scrollTop -= a.top - c.top + 8
  }, [equilibrium.value])
  return (
    <Panel title="Equilibria" class="equilibria" aside={tell ? <span class="faint keys"><kbd>[</kbd> <kbd>]</kbd> {other.value ? "other" : "step"}</span> : undefined}>
      <p class={"completeness " + (complete ? "yes" : "no")}>{words}</p>
      {s.cards.length === 0 && <Teach>No equilibrium was found at these values. The line above says whether that is proved.</Teach>}
      <div ref={list} class="cards" role="radiogroup" aria-label="Equilibrium that is shown" onKeyDown={(e) => {
        const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key]
        if (!by) return
        e.preventDefault()
        show(neighbour(ordered(), equilibrium.value, by))
        requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(".card.on")?.focus())
      }}>
        {groups(s.cards).map((g) => g.length === 1 ? <One key={g[0]!.id} card={g[0]!} of={s.cards.length} looks={looks()} /> : (
          <div key={g[0]!.id} class="cardgroup" role="group" aria-label={`${g.length} equilibria with the same outcomes`}>
            <p class="faint">{g.length} with the same outcomes:</p>
            {g.map((c) => <One key={c.id} card={c} of={s.cards.length} looks={looks()} />)}
          </div>
        ))}
      </div>
      {s.cards.length > 0 && <Judge />}
    </Panel>
  )
}

/** Refinements other than the first one take long: they are judged when asked for. */
function Judge() {
  const j = judgedNow.value
  if (j.busy) return <Busy progress={j.progress} what="Judging" stop={stopJudging} />
  return (
    <>
      {j.error ? <Trouble error={j.error} /> : null}
      {!j.answer && <button type="button" class="small" onClick={rejudge} title="Perfection, D1, dominance, and whether the principal branch of quantal response equilibria ends there">Judge by all refinements</button>}
    </>
  )
}

/** Cards by the distribution over outcomes, each group where its first one stands. */
function groups(cards: Card[]): Card[][] {
  const out = new Map<number, Card[]>()
  for (const c of cards) out.set(c.group, [...(out.get(c.group) ?? []), c])
  return [...out.values()]
}

const ordered = () => groups(solved.value.answer?.cards ?? []).flat().map((c) => c.id)

function neighbour(list: number[], of: number, by: number): number {
  const i = list.indexOf(of)
  return list[(i + by + list.length) % list.length] ?? of
}

function show(id: number) {
  if (against.value === id) against.value = equilibrium.value // the two change places
  equilibrium.value = id
}

/** Steps to the next or the previous equilibrium, round: of a comparison to the next other one. */
export function stepBy(by: number) {
  if (other.value) against.value = neighbour(ordered().filter((id) => id !== equilibrium.value), other.value, by)
  else show(neighbour(ordered(), equilibrium.value, by))
}

/** One colour for an event in all cards. */
function looks(): Map<string, number> {
  const out = new Map<string, number>()
  for (const c of solved.value.answer?.cards ?? []) for (const o of c.outcomes ?? []) if (!out.has(o.event)) out.set(o.event, out.size)
  return out
}

function One({ card: c, of, looks }: { card: Card; of: number; looks: Map<string, number> }) {
  const on = equilibrium.value === c.id
  const outcomes = c.outcomes ?? []
  const total = outcomes.reduce((s, o) => s + o.low, 0)
  const points = outcomes.every((o) => o.high - o.low < 1e-9)
  const judged = judgedNow.value.answer?.equilibria.find((e) => e.id === c.id)?.refinements ?? c.refinements ?? []
  const share = robustness(c)
  return (
    <button type="button" role="radio" aria-checked={on} tabIndex={on ? 0 : -1} class={"card" + (on ? " on" : "") + (other.value === c.id ? " other" : "")} data-equilibrium={c.id} onClick={() => show(c.id)}>
      <span class="card-name"><b>{c.id} of {of}</b> {c.name}{other.value === c.id && <span class="chip">compared</span>}</span>
      <span class="chips">
        {c.dimension > 0 && <span class="chip">family, {c.dimension} dim.</span>}
        {judged.filter((r) => r.name !== "qre-limit" && (r.verdict === "passes" || r.verdict === "fails")).map((r) => <Verdict key={r.name} r={r} />)}
        <span class="chip" title="Whether the principal branch of quantal response equilibria ends here">{limit(judged)}</span>
      </span>
      {points && Math.abs(total - 1) < 1e-6 && <ShareBar parts={outcomes.map((o) => ({ name: o.event, share: o.low, look: looks.get(o.event)! }))} />}
      <span class="outcomes">
        {outcomes.map((o) => <span key={o.event} class="outcome"><svg class="key" viewBox="0 0 8 8" aria-hidden="true"><rect class={`look${looks.get(o.event)! % 8}`} width="8" height="8" rx="1.5" /></svg>{o.event} <b>{span(o.low, o.high, percent)}</b></span>)}
        {outcomes.length === 0 && c.summary}
      </span>
      {(c.ranges ?? []).map((r) => <span key={r.where + r.action} class="cardline">{r.where}: {r.action} with {r.range}{r.off ? ", where play never comes" : ""}</span>)}
      {judged.filter((r) => r.verdict === "fails" && r.reason).map((r) => <span key={r.name} class="cardline why">fails {r.title ?? r.name}: {r.reason}</span>)}
      {share && <span class="cardline">one of its kind exists in about {percent(share.share)} of {share.of}</span>}
    </button>
  )
}

function Verdict({ r }: { r: Refinement }) {
  const pass = r.verdict === "passes"
  return <span class={"chip " + (pass ? "pass" : "fail")} title={r.reason ?? r.title}>{pass ? "✓ " : "✗ "}{r.title ?? r.name}{r.member ? " (its member)" : ""}</span>
}

/** Whether the principal branch of quantal response equilibria ends at an equilibrium: yes, no, or why not known. */
function limit(list: Refinement[]): string {
  const r = list.find((r) => r.name === "qre-limit")
  return "QRE limit: " + (!r ? "not computed" : r.verdict === "passes" ? "yes (numeric)" : r.verdict === "fails" ? "no (numeric)" : r.verdict)
}

/** In which share of the draws of the audit an equilibrium of this kind exists, or else of the ranges of the map's two params. */
function robustness(c: Card): { share: number; of: string } | null {
  const same = JSON.stringify(auditedAt.value?.set ?? {}) === JSON.stringify(set.value)
  const kin = same ? audited.value.answer?.audit.equilibria.find((e) => e.id === c.id)?.kin : undefined
  if (kin) return { share: kin.share, of: `${kin.draws} draws over all ranges` }
  const d = regimes.value.answer?.data
  const own = c.class ? d?.classes?.find((k) => k.key === c.class) : undefined
  if (!d || !own) return null
  const inRanges = d.regimes.some((r) => r.share_of_ranges > 0)
  const share = d.regimes.filter((r) => own.regimes.includes(r.letter)).reduce((s, r) => s + (inRanges ? r.share_of_ranges : r.share), 0)
  return { share, of: `${inRanges ? "the ranges of" : "the map over"} ${plain(d.x.param)} and ${plain(d.y.param)}` }
}
