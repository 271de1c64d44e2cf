// Small parts that every screen uses.
import { useEffect, useRef, useState } from "preact/hooks"
import type { ComponentChildren } from "preact"
import { key, linked, notice, select, selected, type Item } from "../state"
import { words } from "../live"
import type { Progress } from "../types"

/** Class names of something that can be selected. */
export function litClass(item: Item, more = ""): string {
  const k = key(item)
  const on = selected.value && key(selected.value) === k
  return `${more}${on ? " selected" : linked.value.has(k) ? " linked" : ""}`.trim()
}

/** A row that selects what it is about. */
export function Pick({ item, children, class: more = "" }: { item: Item; children: ComponentChildren; class?: string }) {
  const on = selected.value !== null && key(selected.value) === key(item)
  return (
    <button type="button" class={litClass(item, "pick " + more)} aria-pressed={on} data-item={key(item)} onClick={() => select(item)}>
      {children}
    </button>
  )
}

export function Panel({ title, children, aside, class: more = "" }: { title: string; children: ComponentChildren; aside?: ComponentChildren; class?: string }) {
  return (
    <section class={"panel " + more} aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Copies the shell command that makes what is shown. */
export function Command({ command, label = "Copy command" }: { command: string | undefined; label?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const t = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(t)
  }, [copied])
  if (!command) return null
  const copy = async () => {
    try { await navigator.clipboard.writeText(command) } catch { notice.value = command }
    setCopied(true)
  }
  return (
    <button type="button" class="small command" title={command} onClick={copy}>
      <span class={copied ? "gone" : ""}>{label}</span>
      <span class={copied ? "over" : "over gone"} aria-live="polite">{copied ? "Copied" : ""}</span>
    </button>
  )
}

/** What went wrong, and how to mend it. */
export function Trouble({ error }: { error: unknown }) {
  if (!error) return null
  const { message, fix } = words(error)
  return (
    <div class="trouble" role="alert">
      <p>{message}</p>
      {fix && <p class="faint">{fix}</p>}
    </div>
  )
}

/** Words that stand where there is nothing yet, and say how to get something. */
export function Teach({ children }: { children: ComponentChildren }) {
  return <div class="teach">{children}</div>
}

export function Busy({ progress, what, stop }: { progress: Progress | null; what: string; stop?: () => void }) {
  const share = progress && progress.total > 0 ? progress.done / progress.total : null
  return (
    <div class="busy" role="status">
      <span>{what}{progress?.stage ? `: ${progress.stage}` : ""}</span>
      <progress aria-label={what} max={1} {...(share === null ? {} : { value: share })} />
      {stop && <button type="button" class="small" onClick={stop}>Stop</button>}
    </div>
  )
}

/** A dialog in the middle of the page; the browser keeps the focus in it. */
export function Dialog({ title, children, onClose, wide }: { title: string; children: ComponentChildren; onClose: () => void; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const d = ref.current!
    if (!d.open) d.showModal()
    return () => d.close()
  }, [])
  return (
    <dialog ref={ref} class={wide ? "wide" : ""} aria-label={title} onClose={onClose} onCancel={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}

/** A param's name for reading: audience_cost is "audience cost"; short signs such as d_b stay as they are. */
export const plain = (name: string) => (name.split("_").every((w) => w.length > 2) ? name.replace(/_/g, " ") : name)

/** A bar of shares that add up to one. */
export function ShareBar({ parts }: { parts: { name: string; share: number; look: number }[] }) {
  return (
    <svg class="sharebar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((p, i) => {
        const x = parts.slice(0, i).reduce((s, q) => s + q.share, 0) * 100
        return <rect key={p.name} class={`look${p.look % 8}`} x={x} y={0} width={Math.max(0, p.share * 100)} height={6} />
      })}
    </svg>
  )
}
