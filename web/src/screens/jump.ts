import { signal } from "@preact/signals"
import { key, model, screen, select, selected } from "../state"
import { moveAt } from "../treestate"

/** Where the editor is to go. */
export const goal = signal<{ file: string; line: number; stamp: number } | null>(null)

/** Goes to a line of the model in the editor; without a file, of the main one. */
export function jump(file: string | null, line: number) {
  const name = file ?? model.value?.files.find((f) => f.main)?.name ?? model.value?.files[0]?.name
  if (!name) return
  goal.value = { file: name, line, stamp: performance.now() }
  screen.value = "model"
}

/** Selects the nodes whose move the model makes at a line. */
export function selectMove(file: string, line: number) {
  const item = moveAt(file, line)
  if (item && (!selected.value || key(selected.value) !== key(item))) select(item)
}
