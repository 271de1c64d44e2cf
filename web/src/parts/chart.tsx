// A chart of the engine: its title, what it shows in a sentence, the picture or the same as a table.
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { adopt, heading, save } from "../svg"
import { params, select } from "../state"
import type { Chart } from "../types"
import { Command, litClass } from "./bits"

export function ChartView({ chart: c, slow, command = true }: { chart: Chart; slow?: boolean; command?: boolean }) {
  const [table, setTable] = useState(false)
  const shown = table || !c.svg ? c.table : undefined
  return (
    <section class={"chart" + (slow ? " slow" : "")} aria-label={c.title} data-chart={c.name}>
      <div class="panel-head">
        <h2>{c.title}</h2>
        <span class="row">
          {c.svg && c.table && <button type="button" class="small" aria-pressed={table} onClick={() => setTable(!table)}>Show as table</button>}
          {c.svg && <button type="button" class="small" onClick={() => save(`${c.name}.svg`, c.svg!, "image/svg+xml")}>Save SVG</button>}
          {command && <Command command={c.command} />}
        </span>
      </div>
      <p class="finding">{c.finding}</p>
      {shown ? <ChartTable table={shown} /> : c.svg ? <Drawing svg={c.svg} /> : null}
    </section>
  )
}

/** The picture at its own size, so that its letters keep theirs; a narrow page scrolls it. */
function Drawing({ svg }: { svg: string }) {
  const host = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const picture = adopt(svg)
    host.current!.replaceChildren(...(picture ? [picture] : []))
    if (picture) heading(picture)
  }, [svg])
  return <div ref={host} class="picture" tabIndex={0} role="group" aria-label="Picture" />
}

function ChartTable({ table: t }: { table: NonNullable<Chart["table"]> }) {
  const number = (i: number) => ((t.numbers ?? []).includes(i) ? "num" : undefined)
  return (
    <div class="tablewrap" tabIndex={0} role="region" aria-label={t.caption}>
      <table class="data">
        <caption>{t.caption}</caption>
        <thead><tr>{t.head.map((h, i) => <th key={i} scope="col" class={number(i)}>{h}</th>)}</tr></thead>
        <tbody>{t.rows.map((r, i) => (
          <tr key={i} class={params.value.has(r[0]!) ? litClass({ kind: "param", id: r[0]! }) : undefined}>
            <th scope="row">{params.value.has(r[0]!) ? <button type="button" class="link plain" onClick={() => select({ kind: "param", id: r[0]! })}>{r[0]}</button> : r[0]}</th>
            {r.slice(1).map((c, j) => <td key={j} class={number(j + 1)}>{c}</td>)}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}
