// The text of a source beside the ledger, with the passage that a claim quotes marked.
import { useEffect, useRef } from "preact/hooks"
import { carried, model } from "../state"
import type { Claim, Source } from "../types"
import { Panel, Teach } from "./bits"

export function Passage({ claim: c }: { claim: Claim }) {
  const source = model.value!.sources.find((s) => s.title === c.source)
  const text = plainText(source?.text ?? "", source?.file ?? "")
  const found = c.quote && text ? find(text, c.quote) : null
  const here = useRef<HTMLElement>(null)
  useEffect(() => {
    const mark = here.current, pane = mark?.closest<HTMLElement>(".passage")
    if (mark && pane) pane.scrollTop = mark.offsetTop - pane.clientHeight / 3 // not scrollIntoView: the page keeps its place
  }, [c.id, text])
  return (
    <Panel title={`${c.id}: ${c.source}`} class="source">
      {c.quote && <blockquote>“{c.quote}”</blockquote>}
      <p class="faint">Turn {c.turn}{c.hedge ? `, ${c.hedge}` : ""}. {source?.about && source.about !== c.source ? source.about : source?.url}</p>
      {c.aside && <p class="faint">Left aside: {c.aside}</p>}
      {!text ? <Missing source={source} />
        : !c.quote ? <Teach>This claim quotes nothing. <code>claim(…, quote = "the words")</code> marks its passage in the text.</Teach>
        : !found ? <Teach>The quoted words do not stand in the text as it is shown here.</Teach> : null}
      {text && <div class="passage" tabIndex={0} role="region" aria-label="Text of the source">{found
        ? <>{text.slice(0, found[0])}<mark ref={here}>{text.slice(found[0], found[1])}</mark>{text.slice(found[1])}</> : text}</div>}
    </Panel>
  )
}

/** Why there is no text. */
function Missing({ source }: { source: Source | undefined }) {
  if (source?.file && carried.value) return <Teach>The text of this source (<code>{source.file}</code>) is not part of this page: quotes and turns are shown as the model has them and are not checked here. <code>parley check</code> checks them where the text is.</Teach>
  if (source?.file) return <Teach>The text of this source (<code>{source.file}</code>) cannot be shown here: it is too long or in no encoding that a page can show. <code>parley read {source.file}</code> shows it.</Teach>
  return <Teach>The text of this source is not linked. <code>source("…", file = "interview.txt")</code> shows it here, with the passage marked that a claim quotes.</Teach>
}

/** The text of a file as it reads. */
function plainText(text: string, file: string): string {
  if (!/\.html?$/i.test(file)) return text
  const doc = new DOMParser().parseFromString(text.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*')/gi, ""), "text/html")
  for (const e of doc.querySelectorAll("script, style, nav, header, footer, form")) e.remove()
  for (const e of doc.querySelectorAll("p, br, li, h1, h2, h3, h4, h5, h6, tr, div")) e.append("\n")
  return (doc.body.textContent ?? "").replace(/[ \t]+/g, " ").replace(/\n\s*\n\s*/g, "\n\n").trim()
}

/** Where a quotation stands: white space, quotation marks and dashes of any kind count as the same, and "..." leaves words out. */
export function find(text: string, quote: string): [number, number] | null {
  const pattern = quote.trim().split(/\s*(?:\.\.\.|…)\s*/).filter(Boolean).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\s+/g, "\\s+").replace(/["“”„«»]/g, '["“”„«»]').replace(/['’‘]/g, "['’‘]").replace(/[-–—‑]/g, "[-–—‑]")).join("[\\s\\S]{0,600}?")
  if (!pattern) return null
  const m = new RegExp(pattern, "i").exec(text)
  return m ? [m.index, m.index + m[0].length] : null
}
