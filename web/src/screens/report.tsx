// The report: one file that opens anywhere, made at the sliders' values.
import { useEffect, useRef, useState } from "preact/hooks"
import { EngineError, superseded } from "../engine"
import { base, engine, model, nothing, set, type Asked } from "../state"
import { save } from "../svg"
import type { Reported } from "../types"
import { Busy, Command, Trouble } from "../parts/bits"

export function ReportScreen() {
  const [made, setMade] = useState<Asked<Reported>>(nothing)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const make = async () => {
    running.current?.abort()
    const abort = (running.current = new AbortController())
    setMade({ ...nothing, busy: true })
    try {
      const answer = await engine.value.call("report", base.value, { signal: abort.signal, progress: (progress) => setMade((m) => ({ ...m, progress })) })
      setMade({ ...nothing, answer })
    } catch (error) {
      if (!superseded(error)) setMade({ ...nothing, error })
    }
  }
  const changed = Object.entries(set.value)
  const missing = made.error instanceof EngineError && ["not_there", "no_call"].includes(made.error.code)
  const name = (model.value!.path.split("/").pop() ?? "model").replace(/\.star$/, "") + ".html"
  const command = made.answer?.command ?? ["parley report", model.value!.path, ...changed.map(([n, v]) => `--set ${n}=${v}`), "-o", name].join(" ")
  return (
    <div class="page reportscreen">
      <h2>Report</h2>
      <p>One page that opens offline and prints well: the account, the conclusions with their verdicts, the tree, the map, what carries the answer, the ledger, the model's text and how to make it again.</p>
      <p>{changed.length ? <>Made at {changed.map(([n, v]) => `${n} = ${v}`).join(", ")}; the rest at the baseline.</> : "Made at the baseline."}</p>
      <div class="row">
        <button type="button" class="primary" onClick={make} disabled={made.busy}>Make the report</button>
        {made.busy && <button type="button" onClick={() => { running.current?.abort(); setMade(nothing) }}>Stop</button>}
        {made.answer && <button type="button" onClick={() => save(name, made.answer!.html, "text/html")}>Save {name} ({Math.round(new Blob([made.answer.html]).size / 1024)} KB)</button>}
        <Command command={command} />
      </div>
      <div class="progressline">{made.busy && <Busy progress={made.progress} what="Making the report" />}</div>
      {missing ? <p class="faint">This engine does not make reports. The command does: <code>{command}</code></p> : <Trouble error={made.error} />}
      {made.answer && <Preview html={made.answer.html} />}
    </div>
  )
}

/** The report as it reads, without its own styles and scripts, which this page's policy keeps out. */
function Preview({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const doc = new DOMParser().parseFromString(html, "text/html")
    for (const e of doc.querySelectorAll("script, style, link, meta, iframe, object, embed, base, form")) e.remove()
    for (const e of doc.querySelectorAll("*")) for (const a of [...e.attributes]) {
      if (/^on/i.test(a.name) || a.name === "style" || (["href", "src"].includes(a.name) && !/^(#|data:image\/)/.test(a.value))) e.removeAttribute(a.name)
    }
    const shadow = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    for (const s of new DOMParser().parseFromString(html, "text/html").querySelectorAll("style")) sheet.replaceSync([...sheet.cssRules].map((r) => r.cssText).join("\n") + "\n" + s.textContent!.replace(/:root|\bbody\b|\bhtml\b/g, ":host"))
    shadow.adoptedStyleSheets = [sheet]
    shadow.replaceChildren(...[...doc.body.childNodes].map((n) => document.adoptNode(n)))
  }, [html])
  // Links within the report scroll the preview; the address belongs to the workbench.
  const follow = (e: MouseEvent) => {
    const link = (e.composedPath()[0] as Element).closest?.("a")
    if (!link) return
    e.preventDefault()
    const id = decodeURIComponent(link.getAttribute("href") ?? "").slice(1)
    if (id) host.current!.shadowRoot!.getElementById(id)?.scrollIntoView()
  }
  return <section class="preview" aria-label="Preview of the report" tabIndex={0} ref={host} onClick={follow} />
}
