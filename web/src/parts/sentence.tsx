// What is learnt and what comes of it, in words. Each thing that it tells of can be selected.
import { slow } from "../live"
import { key, select, selected, solved, type Item } from "../state"
import type { Part } from "../types"
import { litClass, Trouble } from "./bits"

export function Sentence() {
  const s = solved.value
  return (
    <div class={"sentence" + (s.answer?.parts.some((p) => p.infoset) ? " long" : "") + (slow.value ? " slow" : "")} aria-live="polite">
      <Trouble error={s.error} />
      {s.answer && <p>{phrases(s.answer.parts).map((f, i) => (f.item ? <Phrase key={i} item={f.item} pieces={f.pieces} /> : <Pieces key={i} pieces={f.pieces} />))}</p>}
    </div>
  )
}

interface Run { pieces: Part[]; item?: Item }

/** What the sentence says of an event, from its name to its probability, is one phrase, and so is all that it says of an information set. */
function phrases(parts: Part[]): Run[] {
  const out: Run[] = []
  for (let i = 0; i < parts.length; i++) {
    const p = parts[i]!, to = parts[i + 2], last = out.at(-1)
    if (p.infoset !== undefined) {
      if (last?.item?.kind === "infoset" && last.item.id === p.infoset) last.pieces.push(p)
      else out.push({ pieces: [p], item: { kind: "infoset", id: p.infoset } })
    } else if (p.event === undefined) out.push({ pieces: [p] })
    else if (p.of === "name" && to?.event === p.event && to.of === "probability") {
      out.push({ pieces: parts.slice(i, i + 3), item: { kind: "event", id: p.event } })
      i += 2
    } else out.push({ pieces: [p], item: { kind: "event", id: p.event } })
  }
  return out
}

/**
 * A phrase that can be selected: what it tells of lights up wherever it stands. Not a button element, which browsers do not break over
 * lines as the text around it.
 */
function Phrase({ item, pieces }: { item: Item; pieces: Part[] }) {
  const on = selected.value !== null && key(selected.value) === key(item)
  const press = (e: KeyboardEvent) => {
    if (e.key !== "Enter" && e.key !== " ") return
    e.preventDefault()
    select(item)
  }
  return (
    <span role="button" tabIndex={0} class={litClass(item, "phrase")} aria-pressed={on} {...{ [item.kind === "event" ? "data-event" : "data-infoset"]: item.id }} onClick={() => select(item)} onKeyDown={press}>
      <Pieces pieces={pieces} />
    </span>
  )
}

/** Text with its numbers in bold. */
function Pieces({ pieces }: { pieces: Part[] }) {
  return <>{pieces.map((p, i) => (p.infoset !== undefined && p.of === "probability" ? <b key={i}>{p.text}</b> : strong(p.text)))}</>
}

function strong(text: string) {
  return text.split(/(?<=\()([<>]?\d[\d.]*(?:[\u00a0\u202f ])?%)/g).map((t, i) => (i % 2 ? <b key={i}>{t}</b> : t))
}
