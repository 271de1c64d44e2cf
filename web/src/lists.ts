/** Puts empty lists where an answer has none. */
export function lists(of: any, names: string[]) {
  for (const n of names) of[n] ??= []
}
