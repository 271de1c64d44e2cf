// The assumptions: each param with its range, its source and a slider. Sliders never touch the file.
import { useState } from "preact/hooks"
import { decimal, parseExact, short, step, toNumber } from "../number"
import { canRedo, canUndo } from "../history"
import { audited, change, model, put, redo, select, selected, set, solved, subject, undo, valueOf } from "../state"
import { write } from "../route"
import type { Param, Variant } from "../types"
import { litClass, Panel, plain, Teach } from "./bits"
import { Steps } from "./steps"
import { WriteDialog } from "./write"

export function Sliders() {
  const [writing, setWriting] = useState(false)
  const m = model.value!
  const changed = Object.keys(set.value).length
  const broken = solved.value.answer?.assumptionsBroken ?? []
  return (
    <Panel title="Assumptions" class="assumptions" aside={
      <span class="buttons">
        <button type="button" class="small icon" disabled={!canUndo.value} onClick={undo} aria-label="Undo the last change of an assumption" title="Undo (Ctrl+Z)">↶</button>
        <button type="button" class="small icon" disabled={!canRedo.value} onClick={redo} aria-label="Redo the change" title="Redo (Ctrl+Shift+Z)">↷</button>
      </span>}>
      {m.params.length === 0 && <Teach>This model has no params. <code>prior = param("prior", 0.4, within = (0.2, 0.6))</code> makes a number that can be moved here.</Teach>}
      {m.variants.length > 0 && <Variants />}
      <div class="sliders">{m.params.map((p) => <Slider key={p.name} param={p} />)}</div>
      <div class="row actions">
        <button type="button" disabled={!changed} onClick={() => change({})}>Reset{changed > 1 ? ` all ${changed}` : ""}</button>
        <button type="button" disabled={!changed || !m.writable} title={m.writable ? "Shows what would change in the file first" : "The folder of the model cannot be written to"} onClick={() => setWriting(true)}>Write to model…</button>
      </div>
      <Steps />
      <p class="broken" role="status">{broken.length > 0 ? `Against what the model assumes: ${broken.join("; ")}` : ""}</p>
      {writing && <WriteDialog onClose={() => setWriting(false)} />}
    </Panel>
  )
}

/** Named sets of values that the model declares. */
function Variants() {
  const m = model.value!
  const now = m.variants.findIndex((v) => same(numbers(v), set.value))
  const known = now >= 0 ? String(now) : Object.keys(set.value).length ? "own" : "base"
  return (
    <label class="field">
      <span>Variant</span>
      <select value={known} onChange={(e) => {
        const v = e.currentTarget.value
        if (v !== "own") change(v === "base" ? {} : numbers(m.variants[Number(v)]!)!)
      }}>
        <option value="base">Baseline</option>
        {m.variants.map((v, i) => <option key={v.name} value={String(i)} disabled={numbers(v) === null}>{v.name}</option>)}
        {known === "own" && <option value="own">Own values</option>}
      </select>
    </label>
  )
}

/** The values of a variant, unless it has none or one of them is an expression, which no slider can stand at. */
function numbers(v: Variant): Record<string, string> | null {
  const out: Record<string, string> = {}
  for (const [name, text] of Object.entries(v.set)) {
    const exact = parseExact(text)
    if (exact === null) return null
    out[name] = exact
  }
  return Object.keys(out).length ? out : null
}

function same(a: Record<string, string> | null, b: Record<string, string>) {
  if (!a) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((n) => toNumber(a[n]) === toNumber(b[n]))
}

function Slider({ param: p }: { param: Param }) {
  const value = valueOf(p)
  const x = toNumber(value), moved = p.name in set.value
  const low = toNumber(p.low), high = toNumber(p.high)
  const ranged = Number.isFinite(low) && Number.isFinite(high) && high > low && !p.fixed
  const grid = step(low, high)
  const from = Math.min(low, x), to = Math.max(high, x)
  const id = `param-${p.name}`
  const move = (text: string) => put(p.name, decimal(Number(text), grid.digits + (Number.isInteger(low / grid.step) ? 0 : 2)))
  return (
    <div class={litClass({ kind: "param", id: p.name }, "slider" + (moved ? " moved" : ""))} data-param={p.name}>
      <div class="row">
        <button type="button" class="name" aria-pressed={selected.value?.kind === "param" && selected.value.id === p.name} onClick={() => select({ kind: "param", id: p.name })} title={p.about}>{plain(p.name)}</button>
        <Exact param={p} value={value} />
      </div>
      {ranged && (
        <div class="track">
          <input id={id} type="range" min={from} max={to} step={grid.step} value={x} aria-label={plain(p.name)} aria-valuetext={value} aria-describedby={id + "-about"}
            onInput={(e) => move(e.currentTarget.value)} />
          <Ticks param={p} from={from} to={to} />
        </div>
      )}
      <p class="faint about" id={id + "-about"}>{p.about}</p>
      <p class="faint range"><span>{ranged ? `range ${short(low)} to ${short(high)}` : p.fixed ? "fixed" : "no range"}, {sources(p)}</span>
        <button type="button" class={"link reset" + (moved ? "" : " gone")} disabled={!moved} aria-label={`Reset ${p.name} to ${p.value}`} title={`Back to ${p.value}`} onClick={() => put(p.name, null)}>reset</button></p>
    </div>
  )
}

const sources = (p: Param) => (p.claims.length === 0 ? "no claim" : p.claims.length === 1 ? `claim ${p.claims[0]}` : `${p.claims.length} claims`)

/** Under the track: where the baseline stands, and where alone this param flips the conclusion that the page tests. */
function Ticks({ param: p, from, to }: { param: Param; from: number; to: number }) {
  const at = (v: number) => `${(100 * (v - from)) / (to - from)}%`
  const index = subject.value ?? model.value?.conclusions[0]?.index
  const c = audited.value.answer?.audit.conclusions.find((c) => c.number === (index ?? 0) + 1)
  const flips = [...(c?.linchpins ?? []), ...(c?.outside_ranges ?? [])].filter((l) => l.param === p.name && l.flips_at >= from && l.flips_at <= to)
  return (
    <svg class="ticks" height="7" width="100%" aria-hidden="true">
      <svg x="0" width="100%" height="7" overflow="visible">
        <line class="base" x1={at(toNumber(p.value))} x2={at(toNumber(p.value))} y1="0" y2="6"><title>baseline {p.value}</title></line>
        {flips.map((l) => (
          <g key={l.flips_at + l.direction} class="flip"><line x1={at(l.flips_at)} x2={at(l.flips_at)} y1="0" y2="7" /><title>“{c!.text}” flips {l.direction} {l.exact ?? short(l.flips_at)}</title></g>
        ))}
      </svg>
    </svg>
  )
}

/** The value as it stands, to be typed exactly: 0.4, 2/5, 40 %. */
function Exact({ param: p, value }: { param: Param; value: string }) {
  const [typed, setTyped] = useState<string | null>(null)
  const bad = typed !== null && parseExact(typed) === null
  const commit = () => {
    const exact = typed === null ? null : parseExact(typed)
    if (exact !== null) put(p.name, exact)
    setTyped(null)
  }
  return (
    <input class="exact" type="text" inputMode="decimal" spellcheck={false} autocomplete="off" value={typed ?? value} disabled={p.fixed} aria-label={`${plain(p.name)}, exact value`}
      aria-invalid={bad} title={bad ? "A number such as 0.4, 2/5 or 40 %" : "Type a value: 0.4, 2/5, 40 %"} size={Math.max(4, (typed ?? value).length)}
      onInput={(e) => setTyped(e.currentTarget.value)} onFocus={(e) => e.currentTarget.select()} onBlur={commit}
      onKeyDown={(e) => { if (e.key === "Enter") commit(); if (e.key === "Escape") setTyped(null) }} />
  )
}

/** The address of what is shown. */
export const address = () => location.href.replace(/#.*$/, "") + write()
