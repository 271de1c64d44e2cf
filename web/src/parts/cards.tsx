// The equilibria, as cards. The header says how complete the list is, every time.
import { useEffect, useRef } from "preact/hooks"
import { equilibrium, solved } from "../state"
import { percent, span } from "../number"
import type { Card } from "../types"
import { Panel, ShareBar, Teach } from "./bits"

export function Cards() {
  const s = solved.value.answer
  if (!s) return <Panel title="Equilibria"><p class="faint">{solved.value.error ? "None: see above." : "Solving…"}</p></Panel>
  const list = useRef<HTMLDivElement>(null)
  const { complete, words } = s.completeness
  const tell = s.cards.length > 1
  useEffect(() => {
    // not scrollIntoView: that would also move the place from which Tab goes on
    const card = list.current?.querySelector(".card.on"), column = list.current?.closest("aside")
    if (!card || !column) return
    const c = card.getBoundingClientRect(), a = column.getBoundingClientRect()
    if (c.bottom > a.bottom) column.scrollTop += c.bottom - a.bottom + 8
    else if (c.top < a.top) column.scrollTop -= a.top - c.top + 8
  }, [equilibrium.value])
  return (
    <Panel title="Equilibria" class="equilibria" aside={tell ? <span class="faint keys"><kbd>[</kbd> <kbd>]</kbd> step</span> : undefined}>
      <p class={"completeness " + (complete ? "yes" : "no")}>{words}</p>
      {s.cards.length === 0 && <Teach>No equilibrium was found at these values. The line above says whether that is proved.</Teach>}
      <div ref={list} class="cards" role="radiogroup" aria-label="Equilibrium that is shown" onKeyDown={(e) => {
        const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key]
        if (!by) return
        e.preventDefault()
        stepBy(by)
        requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(".card.on")?.focus())
      }}>
        {s.cards.map((c) => <One key={c.id} card={c} of={s.cards.length} looks={looks()} />)}
      </div>
    </Panel>
  )
}

/** Steps to the next or the previous equilibrium, round. */
export function stepBy(by: number) {
  const cards = solved.value.answer?.cards ?? []
  const i = cards.findIndex((c) => c.id === equilibrium.value)
  const to = cards[(i + by + cards.length) % cards.length]
  if (to) equilibrium.value = to.id
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
  return (
    <button type="button" role="radio" aria-checked={on} tabIndex={on ? 0 : -1} class={"card" + (on ? " on" : "")} data-equilibrium={c.id} onClick={() => (equilibrium.value = c.id)}>
      <span class="card-name"><b>{c.id} of {of}</b> {c.name}</span>
      <span class="chips">
        {c.dimension > 0 && <span class="chip">family, {c.dimension} dim.</span>}
        {(c.refinements ?? []).filter((r) => r.verdict === "passes" || r.verdict === "fails").map((r) => <span key={r.name} class={"chip " + (r.verdict === "passes" ? "pass" : "fail")} title={r.reason ?? r.title}>{r.verdict === "passes" ? "✓ " : "✗ "}{r.title ?? r.name}</span>)}
      </span>
      {points && Math.abs(total - 1) < 1e-6 && <ShareBar parts={outcomes.map((o) => ({ name: o.event, share: o.low, look: looks.get(o.event)! }))} />}
      <span class="outcomes">
        {outcomes.map((o) => <span key={o.event} class="outcome"><svg class="key" viewBox="0 0 8 8" aria-hidden="true"><rect class={`look${looks.get(o.event)! % 8}`} width="8" height="8" rx="1.5" /></svg>{o.event} <b>{span(o.low, o.high, percent)}</b></span>)}
        {outcomes.length === 0 && c.summary}
      </span>
    </button>
  )
}
