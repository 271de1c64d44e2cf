// The regime map, small and live: the baseline's point can be dragged and everything solves again. Its letters do not
// scale with it. The large map of the Regimes screen is the engine's picture.
import { useRef } from "preact/hooks"
import { decimal, short, step, toNumber } from "../number"
import { change, params, set, valueOf } from "../state"
import type { MapData } from "../types"
import { plain } from "./bits"

const box = { left: 56, top: 10, width: 248, height: 190 }

export function MiniMap({ data }: { data: MapData }) {
  const svg = useRef<SVGSVGElement>(null)
  const x = scale(data.x, box.left, box.left + box.width)
  const y = scale(data.y, box.top + box.height, box.top)
  const [px, py] = [params.value.get(data.x.param), params.value.get(data.y.param)]
  const now = { x: toNumber(px ? valueOf(px) : ""), y: toNumber(py ? valueOf(py) : "") }
  const inside = now.x >= x.low && now.x <= x.high && now.y >= y.low && now.y <= y.high
  const put = (vx: number, vy: number) => change({ ...set.value, [data.x.param]: on(x, vx), [data.y.param]: on(y, vy) }, "map")
  const drag = (e: PointerEvent) => {
    if (e.type === "pointerdown") svg.current!.setPointerCapture(e.pointerId)
    else if (!svg.current!.hasPointerCapture(e.pointerId)) return
    const b = svg.current!.getBoundingClientRect()
    put(x.back(e.clientX - b.left), y.back(e.clientY - b.top))
  }
  const key = (e: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key]
    if (!by) return
    e.preventDefault()
    const far = e.shiftKey ? 10 : 1
    put(now.x + by[0]! * x.grid.step * far, now.y + by[1]! * y.grid.step * far)
  }
  const letters = data.regimes.map((r) => r.letter)
  return (
    <svg ref={svg} class="minimap" width="316" height="248" viewBox="0 0 316 248" role="group" aria-label={`Regimes over ${plain(data.x.param)} and ${plain(data.y.param)}`} onPointerDown={drag} onPointerMove={drag}>
      <Patterns />
      <rect x={box.left} y={box.top} width={box.width} height={box.height} class="nogame" />
      {data.regions.map((r, i) => (
        <path key={i} d={[r.outline, ...(r.holes ?? [])].map((ring) => "M" + ring.map(([a, b]) => `${x.at(a).toFixed(1)},${y.at(b).toFixed(1)}`).join("L") + "Z").join("")} class="region" fill-rule="evenodd" fill={`url(#mini-${letters.indexOf(r.regime) % 8})`} data-regime={r.regime} />
      ))}
      <rect class="ranges" x={x.at(data.x.range[0])} width={Math.max(0, x.at(data.x.range[1]) - x.at(data.x.range[0]))} y={y.at(data.y.range[1])} height={Math.max(0, y.at(data.y.range[0]) - y.at(data.y.range[1]))} />
      {data.regions.map((r, i) => {
        if (r.share < 0.01) return null
        const [cx, cy] = middle(r.outline, (u, v) => !inside || Math.hypot(x.at(u) - x.at(now.x), y.at(v) - y.at(now.y)) > 24)
        return <g key={i} class="letter"><circle cx={x.at(cx)} cy={y.at(cy)} r="9" /><text x={x.at(cx)} y={y.at(cy) + 4} text-anchor="middle">{r.regime}</text></g>
      })}
      <rect x={box.left} y={box.top} width={box.width} height={box.height} class="frame" />
      {[x.low, (x.low + x.high) / 2, x.high].map((v, i) => <text key={i} class="tick" x={x.at(v)} y={box.top + box.height + 14} text-anchor={["start", "middle", "end"][i]}>{short(v)}</text>)}
      {[y.low, (y.low + y.high) / 2, y.high].map((v, i) => <text key={i} class="tick" x={box.left - 5} y={y.at(v) + [0, 4, 8][i]!} text-anchor="end">{short(v)}</text>)}
      <text class="axis" x={box.left + box.width / 2} y="240" text-anchor="middle">{plain(data.x.param)}</text>
      <text class="axis" transform={`rotate(-90 11 ${box.top + box.height / 2})`} x="11" y={box.top + box.height / 2} text-anchor="middle">{plain(data.y.param)}</text>
      {inside && <circle class="point" cx={x.at(now.x)} cy={y.at(now.y)} r="6" tabindex={0} role="slider" aria-label={`${plain(data.x.param)} and ${plain(data.y.param)}, arrow keys move both`}
        aria-valuenow={now.x} aria-valuemin={x.low} aria-valuemax={x.high} aria-valuetext={`${plain(data.x.param)} ${short(now.x)}, ${plain(data.y.param)} ${short(now.y)}`} onKeyDown={key} />}
    </svg>
  )
}

export function scale(axis: MapData["x"], from: number, to: number) {
  const low = toNumber(axis.low), high = toNumber(axis.high)
  const grid = step(low, high)
  return {
    low, high, grid,
    at: (v: number) => from + ((v - low) / (high - low)) * (to - from),
    back: (p: number) => low + ((p - from) / (to - from)) * (high - low),
  }
}

/** A value on the axis' grid and within it, as an exact decimal. */
function on(s: ReturnType<typeof scale>, v: number): string {
  return decimal(Math.min(s.high, Math.max(s.low, Math.round(v / s.grid.step) * s.grid.step)), s.grid.digits)
}

/** A point well inside a ring: of the middles of its chords at some heights, the one with most room. */
function middle(ring: [number, number][], free: (x: number, y: number) => boolean): [number, number] {
  const ys = ring.map((p) => p[1]), low = Math.min(...ys), high = Math.max(...ys)
  let best: [number, number] = ring[0]!, room = -1
  for (const k of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    const h = low + k * (high - low)
    const cuts = ring.flatMap((a, i) => {
      const b = ring[(i + 1) % ring.length]!
      return a[1] > h !== b[1] > h ? [a[0] + ((h - a[1]) / (b[1] - a[1])) * (b[0] - a[0])] : []
    }).sort((a, b) => a - b)
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const w = cuts[i + 1]! - cuts[i]!
      if (w > room * 1.2 && free((cuts[i + 1]! + cuts[i]!) / 2, h)) { room = w; best = [(cuts[i]! + cuts[i + 1]!) / 2, h] }
    }
  }
  return best
}

/** The looks of regimes: the hatches and colours of the engine's pictures. */
export function Patterns({ prefix = "mini" }: { prefix?: string }) {
  const paths = ["M-2,2L2,-2M-2,14L14,-2M10,14L14,10", "", "M0,3H12M0,9H12", "M-2,10L2,14M-2,-2L14,14M10,-2L14,2", "M0,0L12,12M12,0L0,12", "M3,0V12M9,0V12", "M0,3H6M6,9H12", "M0,6H12M6,0V12"]
  return (
    <defs>
      {paths.map((d, i) => (
        <pattern key={i} id={`${prefix}-${i}`} patternUnits="userSpaceOnUse" width="12" height="12">
          <rect width="12" height="12" class={`ground${i}`} />
          {d ? <path d={d} class={`hatch${i}`} stroke-width="1.4" fill="none" /> : <g class="dots1"><circle cx="3" cy="3" r="1.5" /><circle cx="9" cy="9" r="1.5" /></g>}
        </pattern>
      ))}
    </defs>
  )
}

/** What the letters stand for. */
export function Regimes({ data }: { data: MapData }) {
  return (
    <ul class="regimes">
      {data.regimes.map((r, i) => (
        <li key={r.letter}><svg class="swatch" width="16" height="16" aria-hidden="true"><rect width="16" height="16" fill={`url(#mini-${i % 8})`} /></svg><b>{r.letter}</b> {r.name}{r.condition ? <span class="faint"> if {r.condition}</span> : ""}</li>
      ))}
    </ul>
  )
}
