/**
 * Reads a picture of the engine. It is parsed as XML and taken over node by node, so that nothing in it runs: scripts, links
 * out, event attributes and style attributes (which the page's policy forbids) are left behind.
 */
export function adopt(text: string): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml")
  const root = parsed.documentElement
  if (root.nodeName !== "svg" || parsed.querySelector("parsererror")) return null
  for (const e of [root, ...root.querySelectorAll("*")]) clean(e)
  const paper = root.querySelector(":scope > rect")
  paper?.classList.add("paper")
  root.classList.toggle("ondark", dim(paper?.getAttribute("fill") ?? ""))
  root.classList.toggle("wide", Number((root.getAttribute("viewBox") ?? "").split(" ")[2]) > 640)
  return document.adoptNode(root) as unknown as SVGSVGElement
}

/** Whether a colour #rrggbb is nearer to black than to white. */
const dim = (c: string) => /^#[\da-f]{6}$/i.test(c) && [1, 3, 5].reduce((s, i) => s + parseInt(c.slice(i, i + 2), 16), 0) < 3 * 128

const forbidden = new Set(["script", "foreignObject", "iframe", "style", "image", "a", "animate", "set"])

function clean(e: Element) {
  if (forbidden.has(e.localName)) return e.remove()
  for (const a of [...e.attributes]) {
    const outside = /^(xlink:)?href$/.test(a.name) && !a.value.startsWith("#")
    if (/^on/i.test(a.name) || a.name === "style" || outside) e.removeAttribute(a.name)
  }
}

/** Cuts off a picture's heading, which the page says itself. Reads coordinates only: no layout while a slider moves. */
export function crop(svg: SVGSVGElement, without: string) {
  const head = svg.querySelector(`[id$="-${without}"]`)
  if (!head) return
  const base = Math.max(...[...head.querySelectorAll("text")].map((t) => Number(t.getAttribute("y"))))
  head.remove()
  const [x, y, w, height] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number) as [number, number, number, number]
  if (!Number.isFinite(base) || !Number.isFinite(height)) return
  const cut = Math.floor(base + 4), h = height - (cut - y)
  svg.setAttribute("viewBox", `${x} ${cut} ${w} ${h}`)
  svg.setAttribute("width", String(w))
  svg.setAttribute("height", String(h))
}

/** Takes the heading out of a picture: the page says it above. What stands first and before anything drawn is title and finding. */
export function heading(svg: SVGSVGElement) {
  const said = [svg.querySelector(":scope > title")?.textContent, svg.querySelector(":scope > desc")?.textContent].join(" ").replace(/\s+/g, " ")
  let base = 0
  for (const t of [...svg.querySelectorAll<SVGTextElement>(":scope > text, :scope > g:first-of-type > text")]) {
    const words = t.textContent!.replace(/\s+/g, " ").trim()
    if (!words || !said.includes(words)) break
    base = Math.max(base, Number(t.getAttribute("y")))
    t.remove()
  }
  const [x, y, w, h] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number) as [number, number, number, number]
  if (!base || !Number.isFinite(h)) return
  const cut = base + 6
  svg.setAttribute("viewBox", `${x} ${cut} ${w} ${h - (cut - y)}`)
  svg.setAttribute("width", String(w))
  svg.setAttribute("height", String(h - (cut - y)))
}

/** Saves text as a file. */
export function save(name: string, text: string, type: string) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
