// The keys, on a sheet over the page.
import { signal } from "@preact/signals"
import { screen } from "../state"
import { Dialog } from "./bits"
import { introduce } from "./intro"

export const showKeys = signal(false)

const keys: [string[], string][] = [
  [["?"], "this list"],
  [["[", "]"], "the previous, the next equilibrium"],
  [["Alt+1", "Alt+6"], "the screens, from Tree to Report"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "step back, step forward through the changes of assumptions"],
  [["← → ↑ ↓"], "on a slider, the tree, the cards, the point of a map: move, walk, choose"],
  [["Alt+↑", "Alt+↓"], "in the tree: the other nodes of the information set"],
  [["Shift+arrow"], "on the point of a map: ten steps at once"],
  [["Space"], "select: a node, a claim, what the sentence says"],
  [["Enter"], "choose: a claim, a region of a map; on a node, open what is folded or the line of the model"],
  [["-"], "on a node: fold what follows"],
  [["Escape"], "close what is open; in the editor: let Tab leave it"],
  [["Ctrl+F", "Ctrl+Space"], "in the editor: find, complete"],
]

export function Keys() {
  if (!showKeys.value) return null
  return (
    <Dialog title="Keys" onClose={() => (showKeys.value = false)}>
      <table class="data keys"><thead class="hidden"><tr><th scope="col">key</th><th scope="col">does</th></tr></thead>
        <tbody>{keys.map(([list, does]) => <tr key={does}><th scope="row">{list.map((k, i) => <span key={k}>{i ? " " : ""}<kbd>{k}</kbd></span>)}</th><td>{does}</td></tr>)}</tbody></table>
      <div class="row end"><button type="button" onClick={() => { showKeys.value = false; screen.value = "tree"; introduce() }}>What you see</button><button type="button" onClick={() => (showKeys.value = false)}>Close</button></div>
    </Dialog>
  )
}
