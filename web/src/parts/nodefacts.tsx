// What is known of the node that the pointer or the keyboard is on, or that is selected: play, belief, what each action is worth. It
// adds to the picture and keeps its height, so that nothing moves.
import { selected } from "../state"
import { closeNode, openNode, pointed } from "../treestate"
import { jump } from "../screens/jump"
import type { Stake, Tree, TreeNode } from "../types"

export function NodeFacts({ tree: t }: { tree: Tree }) {
  const n = nodeOf(t)
  return (
    <section class="nodefacts" aria-label="The node">
      {n ? <Facts tree={t} node={n} /> : <p class="faint">Point at a node, or walk the tree with the arrow keys: what its player believes and what each action is worth is told here. Space selects, Enter opens the line of the model.</p>}
    </section>
  )
}

/** The node that is told of: a set that is selected stands for its first node. */
function nodeOf(t: Tree): TreeNode | undefined {
  const s = selected.value
  if (pointed.value !== null) return t.nodes.find((n) => n.node === pointed.value)
  switch (s?.kind) {
    case "infoset": return t.nodes.find((n) => n.infoset === s.id)
    case "node": return t.nodes.find((n) => String(n.node) === s.id)
    case "move": return t.nodes.find((n) => `${n.file}:${n.line}` === s.id)
  }
  return undefined
}

function Facts({ tree: t, node: n }: { tree: Tree; node: TreeNode }) {
  const row = t.table.find((r) => r.id === n.id)
  const stake = n.infoset ? t.stakes.find((s) => s.infoset === n.infoset && s.player === n.player) : undefined
  const hasChildren = !n.fold && t.table.some((r) => r.parent >= 0 && t.table[r.parent]!.id === n.id)
  return (
    <>
      <p class="about">{row?.about}.</p>
      {stake && <Worth stake={stake} of={t.stakesOf} />}
      <p class="faint">
        {n.line ? <button type="button" class="link" onClick={() => jump(n.file ?? null, n.line!)}>line {n.line} of the model</button> : null}
        {n.fold && <> <button type="button" class="link" onClick={() => openNode(n.opens)}>draw what follows</button></>}
        {hasChildren && <> · <button type="button" class="link" onClick={() => closeNode(n.node)}>fold what follows</button></>}
        {n.params?.length ? <> · {n.fold ? "params in it" : "params here"}: {n.params.join(", ")}</> : null}
      </p>
    </>
  )
}

/** What each action is worth to who moves, exactly, given his beliefs. */
function Worth({ stake: s, of }: { stake: Stake; of: string | undefined }) {
  return (
    <table class="data worth">
      <caption class="hidden">What each action is worth to {s.player}, in utils</caption>
      <thead><tr><th scope="col">action</th><th scope="col">played</th><th scope="col">worth to {s.player}</th><th scope="col"><span class="hidden">remark</span></th></tr></thead>
      <tbody>
        {s.actions.map((a) => <tr key={a.action} class={a.best ? "" : "faint"}><th scope="row">{a.action}</th><td>{a.probability}</td><td title={a.value.exact}>{number(a.value)}</td><td>{a.best ? "best" : ""}</td></tr>)}
        <tr class="total"><th scope="row">as played</th><td /><td title={s.play.exact}>{number(s.play)}</td>
          <td>{s.gain.exact === "0" ? "nothing is gained by deviating here" : <>deviating here once gains {number(s.gain)}</>}</td></tr>
      </tbody>
      {of && <tfoot><tr><td colSpan={4} class="faint">{of}</td></tr></tfoot>}
    </table>
  )
}

/** A number for reading, with the exact fraction beside it where that says more. */
const number = (x: { exact: string; text: string }) => (x.exact.includes("/") && x.exact.length < 16 ? `${x.text} (${x.exact.replace(/^-/, "−")})` : x.text)
