// What a first-time user sees on the first screen, in a few words, until it is put away for good.
import { signal } from "@preact/signals"
import { model } from "../state"
import { plain } from "./bits"

const name = "parley-intro"
/** Every run of the server has another port, and with it another place for what a page keeps; cookies know no ports. */
const here = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname)

function seen(): boolean {
  try { return here ? document.cookie.split("; ").includes(`${name}=seen`) : localStorage.getItem(name) === "seen" } catch { return true }
}

function keep(word: "seen" | "") {
  try {
    if (here) document.cookie = `${name}=${word}; max-age=${word ? 31536000 : 0}; path=/; SameSite=Strict`
    else if (word) localStorage.setItem(name, word)
    else localStorage.removeItem(name)
  } catch { /* it comes again next time */ }
}

const shown = signal(!seen())

/** Shows it again. */
export function introduce() {
  keep("")
  shown.value = true
}

function away() {
  keep("seen")
  shown.value = false
  document.getElementById("main")?.focus()
}

export function Intro() {
  const m = model.value
  if (!shown.value || !m) return null
  const first = m.params.find((p) => !p.fixed)
  return (
    <section class="intro" aria-label="What you see">
      <div class="panel-head"><h2>What you see</h2><button type="button" class="small" onClick={away}>Got it</button></div>
      <ul>
        <li><b>Assumptions</b> are sliders. {first ? <>Move “{plain(first.name)}”: all</> : "All"} is solved again at once. Your file stays as it is until you press “Write to model”.</li>
        <li><b>The sentence and the tree</b> say what the players do in equilibrium, and how likely it is. Point at a node to see why.</li>
        <li><b>Where the answer changes</b> and <b>what carries it</b> say how far to trust it. Select anything: what belongs to it lights up.</li>
      </ul>
    </section>
  )
}
