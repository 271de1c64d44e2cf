// What makes the page of the workbench a playground: the models that it carries, the choice between them, and the
// address that holds the edits.
import { effect } from "@preact/signals"
import type { Engine } from "../engine"
import { carried, drafts, edits } from "../state"
import { WorkerEngine, type Place } from "./engine"
import { pack, unpackFiles } from "./fragment"

/** What the page carries, in the element "playground". */
interface Carries extends Place { models: Carried[] }
interface Carried { name: string; title: string; path: string; files: Record<string, string> }

/** The word of an address: the name of a model and, behind a dot, its edits. */
const wordOf = (hash: string) => new URLSearchParams(/\?(.*)$/.exec(hash)?.[1] ?? "").get("m") ?? ""

export async function start(at: Element): Promise<Engine> {
  const carries: Carries = JSON.parse(at.textContent!)
  const word = wordOf(location.hash)
  const [name = "", packed = ""] = word.split(".")
  const chosen = carries.models.find((m) => m.name === name) ?? carries.models[0]!
  const restored = packed && chosen.name === name ? await unpackFiles(packed) : null
  if (restored) edits.value = drafts.value = restored
  carried.value = restored ? word : chosen.name
  follow(chosen)
  addEventListener("hashchange", () => { // another link was put into the same tab
    const w = wordOf(location.hash)
    if (w && w !== carried.value) location.reload()
  })
  document.body.prepend(bar(carries.models, chosen))
  return new WorkerEngine({ path: chosen.path, files: chosen.files }, carries)
}

/** Keeps the word of the address up with the edits. */
function follow(chosen: Carried) {
  let newest = 0
  effect(() => {
    const now = edits.value, mine = ++newest
    if (!Object.keys(now).length) { carried.value = chosen.name; return }
    void pack(now).then((z) => { if (mine === newest) carried.value = `${chosen.name}.${z}` })
  })
}

/** The line above the page: which model, and where it all happens. */
function bar(models: Carried[], chosen: Carried): HTMLElement {
  const line = document.createElement("div")
  line.className = "playground"
  const label = document.createElement("label")
  const choice = document.createElement("select")
  for (const m of models) choice.add(new Option(m.title, m.name, false, m === chosen))
  choice.addEventListener("change", () => {
    const lose = Object.keys(edits.value).length > 0 && !confirm("Leave this model? Your edits stay in the address that you came from: go back to find them.")
    if (lose) { choice.value = chosen.name; return }
    history.pushState(null, "", `#/tree?m=${encodeURIComponent(choice.value)}`)
    location.reload()
  })
  label.append("Model ", choice)
  const words = document.createElement("span")
  words.textContent = "Everything is computed in this browser; nothing that you write leaves it. The address holds your edits."
  line.append(label, words)
  return line
}
