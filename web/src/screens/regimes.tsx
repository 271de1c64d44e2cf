// The regime map, large: the engine's picture, with the regimes and their boundaries as tables.
import { useLayoutEffect, useRef } from "preact/hooks"
import { mapAxes, stopMap } from "../live"
import { MapWait } from "../parts/wait"
import { percent, short, span, toNumber } from "../number"
import { axes, model, params, regimes, set } from "../state"
import { adopt, crop, save } from "../svg"
import type { MapData, Mapped } from "../types"
import { Busy, Command, Panel, plain, Teach, Trouble } from "../parts/bits"
import { Sliders } from "../parts/sliders"
import { MiniMap } from "../parts/minimap"

export function RegimesScreen() {
  const r = regimes.value, names = model.value!.params.filter((p) => !p.fixed).map((p) => p.name)
  if (names.length < 2) return <div class="page"><Teach>A regime map needs two params with a range: <code>cost = param("cost", 0.3, within = (0.1, 0.5))</code>.</Teach></div>
  const now = mapAxes() ?? { x: names[0]!, y: names[1]! }
  const to = (part: "x" | "y", name: string) => {
    const next = { ...now, [part]: name }
    if (next.x === next.y) next[part === "x" ? "y" : "x"] = now[part]
    axes.value = next
  }
  return (
    <div class="columns two">
      <aside class="left" aria-label="Assumptions"><Sliders /></aside>
      <div class="middle">
        <div class="toolbar">
          {(["x", "y"] as const).map((part) => (
            <label key={part} class="field inline"><span>{part === "x" ? "Across" : "Up"}</span>
              <select value={now[part]} onChange={(e) => to(part, e.currentTarget.value)}>{names.map((n) => <option key={n} value={n}>{plain(n)}</option>)}</select></label>
          ))}
          <span class="grow" />
          {r.answer && <button type="button" class="small" onClick={() => save("regimes.svg", r.answer!.svg, "image/svg+xml")}>Save SVG</button>}
          {r.answer && <button type="button" class="small" onClick={() => save("regimes.json", JSON.stringify(r.answer!.data, null, 2), "application/json")}>Save data</button>}
          <Command command={r.answer?.command} />
        </div>
        <div class="progressline">{r.busy && <Busy progress={r.progress} what="Mapping" stop={stopMap} />}</div>
        <Trouble error={r.error} />
        {!r.busy && !r.answer && !r.error && <MapWait />}
        {r.answer && <Picture mapped={r.answer} busy={r.busy} />}
        {r.answer && <Tables data={r.answer.data} />}
      </div>
      <aside class="right" aria-label="Drag the point">
        <Panel title="Move the point">{r.answer ? <><MiniMap data={r.answer.data} /><p class="faint">Drag the point, or use the arrow keys on it: the model is solved there.</p></> : <p class="faint">With the map.</p>}</Panel>
      </aside>
    </div>
  )
}

function Picture({ mapped, busy }: { mapped: Mapped; busy: boolean }) {
  const host = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const svg = adopt(mapped.svg)
    host.current!.replaceChildren(...(svg ? [svg] : []))
    if (svg) crop(svg, "head")
  }, [mapped])
  return <div ref={host} class={"picture map fit" + (busy ? " slow" : "")} />
}

function Tables({ data }: { data: MapData }) {
  const here = { x: params.value.get(data.x.param), y: params.value.get(data.y.param) }
  const at = `${plain(data.x.param)} ${short(toNumber(set.value[data.x.param] ?? here.x?.value))}, ${plain(data.y.param)} ${short(toNumber(set.value[data.y.param] ?? here.y?.value))}`
  return (
    <>
      <h2>Boundaries</h2>
      {data.boundaries.length === 0 ? <p class="faint">There is one regime only: the answer does not change in kind here.</p> : (
        <div class="tablewrap" tabIndex={0} role="region" aria-label="Boundaries"><table class="data"><thead><tr><th scope="col">between</th><th scope="col">where</th><th scope="col">how this is known</th></tr></thead>
          <tbody>{data.boundaries.map((b, i) => <tr key={i}><td>{b.regimes.join(" | ")}</td><td>{b.formula ?? b.formula_here ?? `${b.points.length} points`}{b.formula && b.formula_here && b.formula_here !== b.formula ? `, here ${b.formula_here}` : ""}</td><td>{b.formula_is ?? "points by bisection"}</td></tr>)}</tbody></table></div>
      )}
      <h2>Answers in each regime</h2>
      <div class="tablewrap" tabIndex={0} role="region" aria-label="Answers in each regime"><table class="data">
        <thead><tr><th scope="col">question</th>{data.regimes.map((r) => <th key={r.letter} scope="col" title={r.name}>{r.letter} ({percent(r.share)})</th>)}</tr></thead>
        <tbody>{(data.regimes[0]?.answers ?? []).map((a, i) => <tr key={i}><th scope="row">{a.question}</th>{data.regimes.map((r) => { const v = r.answers?.[i]; return <td key={r.letter}>{v ? range(v.low, v.high) : "–"}</td> })}</tr>)}</tbody>
      </table></div>
      <p class="faint">Solved at {data.points.toLocaleString("en")} points: {data.grid} by {data.grid} cells, then the boundaries by bisection. A regime narrower than a cell may be missed. The point: {at}.</p>
    </>
  )
}

const range = (low: number, high: number) => (low >= 0 && high <= 1 ? span(low, high) : span(low, high, short))
