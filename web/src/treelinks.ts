// What is linked with what through the tree: events with the ends where they happen, the questions about them and the params that
// stand there; moves with their line.
import type { Model, Tree, TreeNode } from "./types"

interface Thing { kind: string; id: string }

/** Adds what is linked with an item to a set of keys. */
export function treeLinks(s: Thing, m: Model, t: Tree | null, out: Set<string>) {
  const nodes = t?.nodes ?? []
  const mark = (list: TreeNode[]) => list.forEach((n) => out.add(`node:${n.id}`))
  const about = (text: string) => eventsIn(text, nodes)
  switch (s.kind) {
    case "event": {
      const ends = nodes.filter((n) => n.events?.includes(s.id))
      mark(ends)
      if (t) for (const n of [...ends, ...above(t, ends)]) n.params?.forEach((p) => out.add(`param:${p}`))
      m.questions.forEach((q) => names(q.query, s.id) && out.add(`question:${q.index}`))
      m.conclusions.forEach((c) => names(c.condition, s.id) && out.add(`conclusion:${c.index}`))
      break
    }
    case "question": case "conclusion": {
      const text = s.kind === "question" ? m.questions.find((q) => String(q.index) === s.id)?.query : m.conclusions.find((c) => String(c.index) === s.id)?.condition
      for (const e of about(text ?? "")) {
        out.add(`event:${e}`)
        mark(nodes.filter((n) => n.events?.includes(e)))
      }
      break
    }
    case "param":
      mark(nodes.filter((n) => n.params?.includes(s.id)))
      break
    case "claim":
      for (const p of m.params) if (p.claims.includes(s.id)) mark(nodes.filter((n) => n.params?.includes(p.name)))
      break
    case "infoset":
      mark(nodes.filter((n) => n.infoset === s.id))
      break
    case "move":
      mark(nodes.filter((n) => !n.fold && `${n.file}:${n.line}` === s.id))
      break
    case "node": {
      const n = nodes.find((n) => String(n.node) === s.id)
      if (!n) break
      mark([n])
      n.params?.forEach((p) => out.add(`param:${p}`))
      if (!n.fold) n.events?.forEach((e) => out.add(`event:${e}`))
      break
    }
  }
}

/** Whether a text of the model language names an event. */
const names = (text: string, event: string) => text.includes(JSON.stringify(event))

function eventsIn(text: string, nodes: TreeNode[]): string[] {
  return [...new Set(nodes.flatMap((n) => n.events ?? []))].filter((e) => names(text, e))
}

/** The nodes on the way to some others. */
function above(t: Tree, list: TreeNode[]): TreeNode[] {
  const place = new Map(t.table.map((r, i) => [r.id, i]))
  const byID = new Map(t.nodes.map((n) => [n.id, n]))
  const seen = new Set<number>()
  for (const n of list) for (let i = t.table[place.get(n.id) ?? -1]?.parent ?? -1; i >= 0 && !seen.has(i); i = t.table[i]!.parent) seen.add(i)
  return [...seen].map((i) => byID.get(t.table[i]!.id)).filter((n) => n !== undefined)
}
