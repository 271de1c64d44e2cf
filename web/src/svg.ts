/**
 * Reads a picture of the engine. It is parsed as XML and taken over node by node, so that nothing in it runs: scripts, links
 * out, event attributes and style attributes (which the page's policy forbids) are left behind.
 */
export function adopt(text: string): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml")
  const root = parsed.documentElement
  if (root.nodeName !== "svg" || parsed.querySelector("parsererror")) return null
  for (const e of [root, ...root.querySelectorAll("*")]) clean(e)
  return document.adoptNode(root) as unknown as SVGSVGElement
}

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

/** Saves text as a file. */
export function save(name: string, text: string, type: string) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
