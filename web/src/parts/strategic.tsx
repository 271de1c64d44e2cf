// The reduced strategic form beside a small tree, as the engine draws it, with best responses in boxes.
import { useLayoutEffect, useRef } from "preact/hooks"
import { adopt, crop, save } from "../svg"
import { formOpen, small, strategic } from "../treestate"
import type { Strategic } from "../types"
import { Busy, Command, Trouble } from "./bits"

export function StrategicForm() {
  if (!small.value) return null
  const s = strategic.value
  return (
    <section class="strategic" aria-label="Strategic form">
      <button type="button" class="small" aria-expanded={formOpen.value} onClick={() => (formOpen.value = !formOpen.value)}>{formOpen.value ? "Hide the strategic form" : "Strategic form"}</button>
      {formOpen.value && (
        <>
          {s.error ? <Trouble error={s.error} /> : null}
          {!s.answer && !s.error && <Busy progress={null} what="Drawing the strategic form" />}
          {s.answer && !s.error && <>
            <Picture s={s.answer} />
            <div class="toolbar"><button type="button" class="small" onClick={() => save("strategic.svg", s.answer!.svg, "image/svg+xml")}>Save SVG</button><Command command={s.answer.command} /></div>
          </>}
        </>
      )}
    </section>
  )
}

function Picture({ s }: { s: Strategic }) {
  const host = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const svg = adopt(s.svg)
    host.current!.replaceChildren(...(svg ? [svg] : []))
    if (!svg) return
    crop(svg, "head")
    svg.removeAttribute("aria-labelledby")
    svg.setAttribute("aria-label", words(s))
  }, [s])
  return <div ref={host} class="picture fit" />
}

/** The table in words, for who cannot see it. */
function words(s: Strategic): string {
  const sizes = s.strategies.map((l) => l.length)
  const profile = (k: number) => {
    const names: string[] = []
    for (let p = sizes.length - 1; p >= 0; p--) { names.unshift(`${s.players[p]}: ${s.strategies[p]![k % sizes[p]!]!.name}`); k = Math.floor(k / sizes[p]!) }
    return names.join("; ")
  }
  const nash = s.cells.map((c, k) => (c.best.every(Boolean) ? profile(k) : "")).filter(Boolean)
  return `Strategic form, ${sizes.join(" by ")} strategies. ` + (nash.length ? `Every strategy is a best response in: ${nash.join(". ")}.` : "In no profile of pure strategies is every strategy a best response.")
}
