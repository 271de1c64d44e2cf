// The map at several values of a third param, side by side. A regime keeps its letter and its look throughout: regimes are the same
// where the same is played.
import { useEffect, useState } from "preact/hooks"
import { superseded } from "../engine"
import { mapRequest } from "../live"
import { decimal, short, step, toNumber } from "../number"
import { base, change, engine, heavy, params, regimes, set, valueOf } from "../state"
import type { MapData, Progress } from "../types"
import { Busy, plain, Trouble } from "./bits"
import { Patterns, scale } from "./minimap"

const count = 5
const box = { left: 34, top: 6, width: 158, height: 130 }

interface One { value: string; data: MapData }

/** The values at which the third param stands: over its range, ends included. */
function valuesOf(name: string): string[] {
  const p = params.value.get(name)!
  const low = toNumber(p.low), high = toNumber(p.high)
  const digits = step(low, high).digits + 1
  const list = Array.from({ length: count }, (_, i) => (i === 0 ? p.low : i === count - 1 ? p.high : decimal(low + ((high - low) * i) / (count - 1), digits)))
  return [...new Set(list)]
}

export function Multiples({ by, spanned }: { by: string; spanned: { x: string; y: string } }) {
  const [made, setMade] = useState<One[]>([])
  const [busy, setBusy] = useState<{ progress: Progress | null } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [wanted, setWanted] = useState(!heavy.value)
  const rest = JSON.stringify({ ...base.value, set: Object.fromEntries(Object.entries(set.value).filter(([n]) => n !== by && n !== spanned.x && n !== spanned.y)) })
  useEffect(() => {
    if (!wanted) return
    const abort = new AbortController()
    const values = valuesOf(by)
    const run = async () => {
      setError(null)
      const list: One[] = []
      for (const [i, value] of values.entries()) {
        setBusy({ progress: { stage: `${plain(by)} ${value}`, done: i, total: values.length } })
        const request = mapRequest(spanned, 12)
        const a = await engine.value.call("map", { ...request, set: { ...request.set, [by]: value }, points: 3000 }, {
          signal: abort.signal,
          progress: (p) => setBusy({ progress: { stage: `${plain(by)} ${value}`, done: i + (p.total > 0 ? Math.min(1, p.done / p.total) : 0), total: values.length } }),
        })
        list.push({ value, data: a.data })
        setMade([...list])
      }
      setBusy(null)
    }
    const timer = setTimeout(() => run().catch((e) => { setBusy(null); if (!superseded(e)) setError(e) }), 400)
    return () => { clearTimeout(timer); abort.abort(); setBusy(null) }
  }, [rest, wanted])
  const main = regimes.value.answer?.data
  const like = main && main.x.param === spanned.x && main.y.param === spanned.y ? main : null
  const letters = name([...(like ? [like] : []), ...made.map((m) => m.data)])
  const here = toNumber(valueOf(params.value.get(by)!))
  return (
    <section class="multiples" aria-label={`Maps by ${plain(by)}`}>
      <h2>By {plain(by)}</h2>
      <div class="progressline">{busy && <Busy progress={busy.progress} what="Mapping" stop={() => setWanted(false)} />}</div>
      <Trouble error={error} />
      {!wanted && <p><button type="button" onClick={() => setWanted(true)}>Make {count} small maps</button> {heavy.value && <span class="faint">In a model of this size that takes minutes.</span>}</p>}
      <svg class="unseen" width="0" height="0" aria-hidden="true"><Patterns prefix="many" /></svg>
      <div class="grid">{made.map((m) => <Small key={m.value} by={by} one={m} letters={letters} here={toNumber(m.value) === here} />)}</div>
      {made.length > 0 && <ul class="regimes">{[...letters.values()].map((l) => (
        <li key={l.letter}><svg class="swatch" width="16" height="16" aria-hidden="true"><rect width="16" height="16" fill={`url(#many-${l.look % 8})`} /></svg><b>{l.letter}</b> {l.name}</li>
      ))}</ul>}
      {made.length > 0 && <p class="faint">Each with 12 by 12 cells, then the boundaries by bisection: a regime narrower than a cell may be missed.{made.some((m) => m.data.unfinished) ? " Some are not finished: a bound on their points was reached." : ""} Choose one to put {plain(by)} there.</p>}
    </section>
  )
}

interface Named { letter: string; name: string; look: number }

/** What tells regimes apart in all maps: which classes of equilibria exist, by what is played in them. */
function identity(d: MapData, i: number): string {
  const r = d.regimes[i]!
  return r.kind + "|" + (r.classes.length ? [...r.classes].map((c) => d.classes[c]?.play.join(";") ?? "").sort().join("||") : r.name)
}

/** Letters and looks: those of the large map, which comes first, and then new ones. */
function name(list: MapData[]): Map<string, Named> {
  const out = new Map<string, Named>()
  for (const d of list) {
    d.regimes.forEach((r, i) => {
      const id = identity(d, i)
      if (!out.has(id)) out.set(id, { letter: letter(out.size), name: r.name, look: out.size })
    })
  }
  return out
}

const letter = (i: number): string => (i < 26 ? String.fromCharCode(65 + i) : letter(Math.floor(i / 26) - 1) + letter(i % 26))

function Small({ by, one, letters, here }: { by: string; one: One; letters: Map<string, Named>; here: boolean }) {
  const d = one.data
  const x = scale(d.x, box.left, box.left + box.width), y = scale(d.y, box.top + box.height, box.top)
  const named = new Map(d.regimes.map((r, i) => [r.letter, letters.get(identity(d, i))!]))
  const shares = d.regimes.filter((r) => r.share >= 0.005).map((r) => `${named.get(r.letter)!.letter} ${Math.round(100 * r.share)} %`).join(", ")
  return (
    <button type="button" class={"small-map" + (here ? " on" : "")} aria-pressed={here} aria-label={`${plain(by)} ${one.value}: ${shares}`} onClick={() => change({ ...set.value, [by]: one.value })}>
      <span class="name">{plain(by)} <b>{one.value}</b></span>
      <svg viewBox="0 0 200 168" width="200" height="168" aria-hidden="true">
        <rect x={box.left} y={box.top} width={box.width} height={box.height} class="nogame" />
        {d.regions.map((r, i) => (
          <path key={i} d={[r.outline, ...(r.holes ?? [])].map((ring) => "M" + ring.map(([a, b]) => `${x.at(a).toFixed(1)},${y.at(b).toFixed(1)}`).join("L") + "Z").join("")} class="region" fill-rule="evenodd" fill={`url(#many-${named.get(r.regime)!.look % 8})`} />
        ))}
        {d.x.range && d.y.range && <rect class="ranges" x={x.at(d.x.range[0])} width={Math.max(0, x.at(d.x.range[1]) - x.at(d.x.range[0]))} y={y.at(d.y.range[1])} height={Math.max(0, y.at(d.y.range[0]) - y.at(d.y.range[1]))} />}
        {[x.low, x.high].map((v, i) => <text key={i} class="tick" x={x.at(v)} y={box.top + box.height + 13} text-anchor={["start", "end"][i]}>{short(v)}</text>)}
        {[y.low, y.high].map((v, i) => <text key={i} class="tick" x={box.left - 4} y={y.at(v) + [0, 9][i]!} text-anchor="end">{short(v)}</text>)}
        <text class="tick" x={box.left + box.width / 2} y="164" text-anchor="middle">{plain(d.x.param)}</text>
      </svg>
      <span class="faint">{shares}</span>
    </button>
  )
}
