// The regime map, large: the engine's picture, with what holds in the regime that is chosen, the boundaries as a table, and the
// same map at several values of a third param.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { mapAxes, stopMap } from "../live"
import { MapWait } from "../parts/wait"
import { percent, short, span, tidy, toNumber } from "../number"
import { axes, change, model, params, regimes, set, third } from "../state"
import { adopt, heading, save } from "../svg"
import type { MapData, Mapped, MapRegime } from "../types"
import { Busy, Command, Panel, plain, Teach, Trouble } from "../parts/bits"
import { Cards } from "../parts/cards"
import { Sliders } from "../parts/sliders"
import { MiniMap } from "../parts/minimap"
import { Multiples } from "../parts/multiples"

export function RegimesScreen() {
  const r = regimes.value, names = model.value!.params.filter((p) => !p.fixed).map((p) => p.name)
  const [chosen, choose] = useState<string | null>(null)
  if (names.length < 2) return <div class="page"><Teach>A regime map needs two params with a range: <code>cost = param("cost", 0.3, within = (0.1, 0.5))</code>.</Teach></div>
  const now = mapAxes() ?? { x: names[0]!, y: names[1]! }
  const to = (part: "x" | "y", name: string) => {
    const next = { ...now, [part]: name }
    if (next.x === next.y) next[part === "x" ? "y" : "x"] = now[part]
    if (third.value === next.x || third.value === next.y) third.value = ""
    axes.value = next
  }
  const others = names.filter((n) => n !== now.x && n !== now.y)
  const regime = r.answer?.data.regimes.find((x) => x.letter === chosen)
  return (
    <div class="columns two">
      <aside class="left" aria-label="Assumptions"><Sliders /></aside>
      <div class="middle">
        <div class="toolbar">
          {(["x", "y"] as const).map((part) => (
            <label key={part} class="field inline"><span>{part === "x" ? "Across" : "Up"}</span>
              <select value={now[part]} onChange={(e) => to(part, e.currentTarget.value)}>{names.map((n) => <option key={n} value={n}>{plain(n)}</option>)}</select></label>
          ))}
          {others.length > 0 && (
            <label class="field inline"><span>Side by side</span>
              <select class="third" value={others.includes(third.value) ? third.value : ""} onChange={(e) => (third.value = e.currentTarget.value)}>
                <option value="">nothing</option>{others.map((n) => <option key={n} value={n}>{plain(n)}</option>)}</select></label>
          )}
          <span class="grow" />
          {r.answer && <Exports mapped={r.answer} />}
        </div>
        <div class="progressline">{r.busy && <Busy progress={r.progress} what="Mapping" stop={stopMap} />}</div>
        <Trouble error={r.error} />
        {!r.busy && !r.answer && !r.error && <MapWait />}
        {r.answer && <Picture mapped={r.answer} busy={r.busy} chosen={chosen} choose={choose} />}
        {others.includes(third.value) && <Multiples key={third.value + now.x + now.y} by={third.value} spanned={now} />}
        {r.answer && <Tables data={r.answer.data} choose={choose} />}
      </div>
      <aside class="right" aria-label="The regime and the point">
        <Panel title={regime ? `Regime ${regime.letter}` : "A regime"}>{regime ? <Facts data={r.answer!.data} regime={regime} /> : <Teach>Choose a region of the map, or its letter below: what is played there is shown here.</Teach>}</Panel>
        <Panel title="Move the point">{r.answer ? <><MiniMap data={r.answer.data} /><p class="faint">Drag the point, or use the arrow keys on it: the model is solved there.</p></> : <p class="faint">With the map.</p>}</Panel>
        <Cards />
      </aside>
    </div>
  )
}

function Exports({ mapped: m }: { mapped: Mapped }) {
  return (
    <>
      <button type="button" class="small" onClick={() => save("regimes.svg", m.svg, "image/svg+xml")}>Save SVG</button>
      <button type="button" class="small" title="All that is known of the map, as parley map --json gives it" onClick={() => save("regimes.json", JSON.stringify(m.data, null, 2), "application/json")}>Save JSON</button>
      <button type="button" class="small" title="The points of the boundaries as a table" onClick={() => save("boundaries.csv", csv(m.data), "text/csv")}>Save CSV</button>
      <Command command={m.command} />
    </>
  )
}

/** The boundaries as a table: a row for each point. */
export function csv(d: MapData): string {
  const cell = (t: string) => (/[",\n]/.test(t) ? `"${t.replace(/"/g, '""')}"` : t)
  const rows = [["boundary", "regime", "other", "formula", d.x.param, d.y.param]]
  d.boundaries.forEach((b, i) => b.points.forEach((p) => rows.push([String(i + 1), b.regimes[0]!, b.regimes[1]!, b.formula ?? "", String(p[0]), String(p[1])])))
  return rows.map((r) => r.map(cell).join(",")).join("\n") + "\n"
}

/** The engine's picture, whose regions can be chosen. */
function Picture({ mapped, busy, chosen, choose }: { mapped: Mapped; busy: boolean; chosen: string | null; choose: (letter: string) => void }) {
  const host = useRef<HTMLDivElement>(null)
  const [said, setSaid] = useState({ title: "", finding: "" })
  useLayoutEffect(() => {
    const svg = adopt(mapped.svg)
    host.current!.replaceChildren(...(svg ? [svg] : []))
    if (!svg) return
    setSaid({ title: words(svg, "title"), finding: words(svg, "desc") })
    heading(svg)
    svg.removeAttribute("role") // what is chosen in it can be reached
    svg.setAttribute("role", "group")
    mapped.data.regimes.forEach((r, i) => {
      const g = svg.querySelector(`g[id$="-regime-${i + 1}"]`)
      if (!g) return
      g.setAttribute("data-regime", r.letter)
      g.setAttribute("role", "button")
      g.setAttribute("tabindex", "0")
      g.setAttribute("aria-label", `Regime ${r.letter}: ${r.name}`)
    })
  }, [mapped])
  useEffect(() => {
    for (const g of host.current!.querySelectorAll("g[data-regime]")) {
      const on = g.getAttribute("data-regime") === chosen
      g.setAttribute("aria-pressed", String(on))
      g.classList.toggle("chosen", on)
    }
  }, [chosen, mapped])
  const pick = (e: Event) => { const letter = (e.target as Element).closest("g[data-regime]")?.getAttribute("data-regime"); if (letter) choose(letter) }
  return (
    <section class="mapview" aria-label="The map">
      <h2 class="maptitle">{said.title}</h2>
      <p class="faint">{said.finding}</p>
      <div ref={host} class={"picture map fit" + (busy ? " slow" : "")} onClick={pick} onKeyDown={(e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick(e) } }} />
    </section>
  )
}

const words = (svg: SVGSVGElement, part: string) => svg.querySelector(`:scope > ${part}`)?.textContent ?? ""

/** What is played in a regime, and a way there. */
function Facts({ data, regime: r }: { data: MapData; regime: MapRegime }) {
  const there = r.at ? { ...set.value, [data.x.param]: tidy(r.at[data.x.param]!), [data.y.param]: tidy(r.at[data.y.param]!) } : null
  return (
    <div class="regimefacts">
      <p><b>{r.name}</b></p>
      <p class="faint">{percent(r.share)} of the map{r.share_of_ranges > 0 ? `, ${percent(r.share_of_ranges)} of the params' own ranges` : ""}{r.condition ? <>; where {r.condition}</> : ""}.</p>
      {r.why && <p class="faint">{r.why}</p>}
      {r.equilibria.map((e) => (
        <div key={e.id} class="verdict">
          <p>{r.equilibria.length > 1 && <b>{e.id} of {r.equilibria.length} </b>}{e.name}</p>
          <ul class="faint">{(data.classes[e.class]?.play ?? []).slice(0, 8).map((p) => <li key={p}>{p}</li>)}</ul>
        </div>
      ))}
      {there && <p><button type="button" onClick={() => change(there)}>Solve there</button> <span class="faint">{plain(data.x.param)} {short(toNumber(there[data.x.param]))}, {plain(data.y.param)} {short(toNumber(there[data.y.param]))}</span></p>}
    </div>
  )
}

function Tables({ data, choose }: { data: MapData; choose: (letter: string) => void }) {
  const here = { x: params.value.get(data.x.param), y: params.value.get(data.y.param) }
  const at = `${plain(data.x.param)} ${short(toNumber(set.value[data.x.param] ?? here.x?.value))}, ${plain(data.y.param)} ${short(toNumber(set.value[data.y.param] ?? here.y?.value))}`
  return (
    <>
      {data.unfinished && <p class="stale">The map is not finished: {data.unfinished}.</p>}
      <h2>Boundaries</h2>
      {data.boundaries.length === 0 ? <p class="faint">There is one regime only: the answer does not change in kind here.</p> : (
        <div class="tablewrap" tabIndex={0} role="region" aria-label="Boundaries"><table class="data"><thead><tr><th scope="col">between</th><th scope="col">where</th><th scope="col">how this is known</th></tr></thead>
          <tbody>{data.boundaries.map((b, i) => <tr key={i}><td>{b.regimes.join(" | ")}</td><td>{b.formula ?? b.formula_here ?? `${b.points.length} points`}{b.formula && b.formula_here && b.formula_here !== b.formula ? `, here ${b.formula_here}` : ""}</td><td>{b.formula_is ?? "points by bisection"}</td></tr>)}</tbody></table></div>
      )}
      <h2>Answers in each regime</h2>
      <div class="tablewrap" tabIndex={0} role="region" aria-label="Answers in each regime"><table class="data">
        <thead><tr><th scope="col">question</th>{data.regimes.map((r) => <th key={r.letter} scope="col"><button type="button" class="link" title={r.name} onClick={() => choose(r.letter)}>{r.letter}</button> ({percent(r.share)})</th>)}</tr></thead>
        <tbody>{(data.regimes[0]?.answers ?? []).map((a, i) => <tr key={i}><th scope="row">{a.question}</th>{data.regimes.map((r) => { const v = r.answers?.[i]; return <td key={r.letter}>{v && v.low !== null && v.high !== null ? range(v.low, v.high) : "–"}</td> })}</tr>)}</tbody>
      </table></div>
      <p class="faint">Solved at {data.points.toLocaleString("en")} points: {data.grid} by {data.grid} cells, then the boundaries by bisection. A regime narrower than a cell may be missed. The point: {at}.</p>
    </>
  )
}

const range = (low: number, high: number) => (low >= 0 && high <= 1 ? span(low, high) : span(low, high, short))
