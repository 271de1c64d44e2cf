// The report as it reads. What it could run or load is left out, and its styles come as an object of the page, which the page's
// policy allows.
import { useEffect, useRef } from "preact/hooks"

export function Preview({ html, printed }: { html: string; printed: boolean }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const styles: string[] = []
    // Styles in the text would be refused, and complained of, as soon as it is read.
    const bare = html.replace(/<style>([\s\S]*?)<\/style>/g, (_, text: string) => { styles.push(text); return "" }).replace(/(<[a-z][^<>]*?\s)style=/g, "$1data-style=")
    const doc = new DOMParser().parseFromString(bare, "text/html")
    for (const e of doc.querySelectorAll("script, style, link, meta, iframe, object, embed, base, form")) e.remove()
    const shares: [HTMLElement, string][] = []
    for (const e of doc.querySelectorAll<HTMLElement>("*")) {
      for (const a of [...e.attributes]) {
        if (a.name === "data-style") shares.push([e, a.value])
        if (/^on/i.test(a.name) || a.name === "style" || (["href", "src"].includes(a.name) && !/^(#|data:image\/)/.test(a.value))) e.removeAttribute(a.name)
      }
    }
    const shadow = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles.map((s) => flat(s, printed)).join("\n").replace(/:root|\bbody\b|\bhtml\b/g, ":host"))
    shadow.adoptedStyleSheets = [sheet]
    shadow.replaceChildren(...[...doc.body.childNodes].map((n) => document.adoptNode(n)))
    for (const [e, text] of shares) { // the lengths of bars: custom properties with numbers
      for (const m of text.matchAll(/(--[a-z]+):\s*([\d.]+(?:%|px)?)/g)) e.style.setProperty(m[1]!, m[2]!)
    }
    if (printed) for (const d of shadow.querySelectorAll("details.aside")) d.setAttribute("open", "")
  }, [html, printed])
  // Links within the report scroll the preview; the address belongs to the workbench.
  const follow = (e: MouseEvent) => {
    const link = (e.composedPath()[0] as Element).closest?.("a")
    if (!link) return
    e.preventDefault()
    const id = decodeURIComponent(link.getAttribute("href") ?? "").slice(1)
    if (id) host.current!.shadowRoot!.getElementById(id)?.scrollIntoView()
  }
  return <section class={"preview" + (printed ? " printed" : "")} aria-label="Preview of the report" tabIndex={0} ref={host} onClick={follow} />
}

/** The rules of a style for paper or for a screen in light colours: rules for the other, and for dark colours, are left out. */
function flat(text: string, printed: boolean): string {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return [...sheet.cssRules].map((r) => {
    if (r instanceof CSSMediaRule) {
      const on = r.media.mediaText
      if (/prefers-color-scheme:\s*dark/.test(on)) return ""
      if (/\bprint\b/.test(on)) return printed ? [...r.cssRules].filter((x) => !(x instanceof CSSPageRule)).map((x) => x.cssText).join("\n") : ""
    }
    return r.cssText
  }).join("\n")
}
