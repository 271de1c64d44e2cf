// The list of changes of assumptions: each says what moved from where to where, and leads there.
import { at, go, moves, states } from "../history"
import { params } from "../state"
import { plain } from "./bits"

export function Steps() {
  const list = states.value
  if (list.length < 2) return null
  const baseline = (name: string) => params.value.get(name)?.value ?? "baseline"
  return (
    <details class="steps">
      <summary>Changes ({list.length - 1})</summary>
      <ol>
        {list.map((s, i) => (
          <li key={i}><button type="button" class="link plain" aria-current={i === at.value ? "step" : undefined} onClick={() => go(i)}>
            {i === 0 ? (Object.keys(s).length ? "As the address has it" : "Baseline") : words(moves(list[i - 1]!, s), baseline)}
          </button></li>
        ))}
      </ol>
    </details>
  )
}

function words(list: ReturnType<typeof moves>, baseline: (name: string) => string): string {
  const some = list.slice(0, 3).map((m) => `${plain(m.name)} ${m.from ?? baseline(m.name)} → ${m.to ?? baseline(m.name)}`)
  return some.join(", ") + (list.length > 3 ? ` and ${list.length - 3} more` : "")
}
