// What the engine is asked and what it answers. The Go side is package workbench; docs/workbench.md has the contract.

/** A place in a file. Lines and columns count from 1, columns in characters. */
export interface Place { file: string; line: number; column: number }
export interface Span { start: Place; end: Place }
export interface Edit { span: Span; text: string }
export interface Fix { label: string; edits: Edit[] }

/** A message of `parley check --json`. */
export interface Diagnostic {
  code: string; severity: "error" | "warning"; summary: string; note?: string; detail?: string[]; span?: Span
  related?: { span: Span; note: string }[]; fix?: string
  /** Changes of the text that would mend it, the likeliest first. */
  fixes?: Fix[]
}

export interface Position { file: string; line: number }
export interface File { name: string; text: string; main?: boolean; digest?: string }
export interface Player { name: string; of?: string; color: string; dark?: string; shape: string; letter: string }

export interface Param {
  /** The baseline and the ends of the range, exact. */
  value: string; low: string; high: string
  name: string; about: string; dist: string; fixed?: boolean
  probability?: boolean; claims: string[]; position?: Position
}
export interface Assumption { text: string; claims: string[]; position?: Position }
// Indices count from 0, also where an engine is asked; the numbers of an audit count from 1.
export interface Question { index: number; text: string; query: string; claims: string[]; position?: Position }
export interface Conclusion { index: number; text: string; condition: string; claims: string[]; position?: Position }

/** Values that the model names. Each is a number, or an expression of params. */
export interface Variant { name: string; set: Record<string, string> }

/** Something that a claim of the ledger bears on. */
export interface Bearing { kind: string; name: string }
export interface Claim { id: string; source: string; turn: number | string; says: string; hedge?: string; kind?: string; quote?: string; bears: Bearing[]; position?: Position
  /** By the Admiralty code, 1 to 6; the ranges that it gives to params; why it is left out of the game. */
  credibility?: string; gives?: string; aside?: string
}
/** A document that claims come from; its text, where a file is linked. */
export interface Source {
  title: string; file?: string; url?: string; text?: string; date?: string; about?: string
  /** By the Admiralty code, A to F. */
  reliability?: string
  coverage?: { turns: Counted; answers: Counted; sentences: Counted; candidates: Counted; lost: { claim: string; why: string }[] }
}
export interface Counted { count: number; of: number }
/** Claims that give a param ranges which have no value in common, or which its own range leaves out. */
export interface Conflict {
  param: string; disjoint: boolean; said: Range; range: Range; widened?: string
  claims: (Range & { claim: string; source: string; date?: string; reliability?: string; credibility?: number; left_out: boolean })[]
}
export interface Range { low: number; high: number; word?: string }

export interface Model {
  title: string; path: string; digest: string; ok: boolean; files: File[]; writable: boolean; players: Player[]; params: Param[]
  assumptions: Assumption[]; variants: Variant[]; questions: Question[]
  conclusions: Conclusion[]; claims: Claim[]; sources: Source[]; conflicts: Conflict[]
  hidden: string[]; counts: { nodes: number; terminals: number; infosets: number }; diagnostics: Diagnostic[]
  /** What a report may be made without. */
  reportParts: { name: string; title: string }[]
}

export interface Outcome { event: string; low: number; high: number }
export interface Card { id: number; name: string; summary: string; outcomes: Outcome[]; dimension: number; refinements?: Refinement[]; class?: string; group: number; ranges?: { where: string; action: string; range: string; off?: boolean }[] }

export interface Solved {
  solve: any; milliseconds: number; cards: Card[]; completeness: { complete: boolean; words: string }; sentence: string; parts: Part[]
  questions: { index: number; answers: { equilibrium: number; low: number | null; high: number | null; text: string }[] }[]
  conclusions: { index: number; face: string; truths: string[] }[]; assumptionsBroken: string[]; command: string
}

/** A node of the drawn tree, or a part that is not drawn (`fold`), which `opens` a node. `line` is where the model moves there. */
export interface TreeNode {
  id: string; node: number; fold?: boolean; opens: number; infoset?: string; move?: string; player?: string; file?: string; line?: number; endLine?: number
  events?: string[]; params?: string[]
}
export interface Exact { exact: string; text: string }
/** What is at stake at an information set. */
export interface Stake { infoset: string; player: string; play: Exact; gain: Exact; actions: { action: string; probability: string; value: Exact; best: boolean }[] }
export interface Differs { kind: "outcome" | "payoff" | "play" | "belief"; infoset?: string; where?: string; what: string; first: string; second: string }
export interface FoundNode { node: number; text: string; id?: string; open: number }
export interface Found { total: number; nodes: FoundNode[] }
export interface Strategic {
  svg: string; title: string; description: string; players: string[]; strategies: { name: string; probability?: string }[][]
  cells: { payoffs: string[]; best: boolean[]; reach?: string }[]; notes: string[]; command: string
}
export interface Refinement { name: string; title?: string; verdict: string; reason?: string; member?: boolean }
export interface Judged { equilibria: { id: number; refinements: Refinement[] }[]; command: string }
/** A piece of the sentence, with the information set or the event that it tells of. */
export interface Part { text: string; event?: string; infoset?: string; of?: "name" | "probability" }
/** A row of the table: `parent` is a position in it. */
export interface TreeRow {
  id: string; parent: number; depth: number; action?: string; probability?: string; play?: string; who?: string; about?: string; belief?: string; outcome?: string
  reach?: string; payoffs?: string[]
}
export interface Tree {
  svg: string; title: string; description: string; players: string[]; table: TreeRow[]; nodes: TreeNode[]; stakes: Stake[]; stakesOf?: string
  equilibrium: number; against?: number; differences?: Differs[]; found?: Found; command: string
}

export interface MapRegime {
  letter: string; name: string; kind: string; why?: string; share: number; share_of_ranges: number; points: number; condition: string; classes: number[]
  answers: { question: string; query: string; low: number | null; high: number | null }[]
  /** A point of it: the values of all params, exact. */
  at?: Record<string, string>
  equilibria: { id: number; name: string; class: number; outcomes: { outcome: string; low: number; high: number }[] }[]
}
export interface MapData {
  x: { param: string; about: string; low: string; high: string; range: [number, number] }
  y: { param: string; about: string; low: string; high: string; range: [number, number] }
  grid: number; points: number; precision: number; regimes: MapRegime[]; classes: { name: string; key: string; regimes: string[]; play: string[] }[]; unfinished?: string
  regions: { regime: string; share: number; outline: [number, number][]; holes?: [number, number][][] }[]
  boundaries: { regimes: string[]; formula?: string; formula_here?: string; formula_is?: string; points: [number, number][] }[]
  baseline: [number, number]; baseline_regime: string
}
export interface Mapped { svg: string; data: MapData; command: string }

export interface Flip { param: string; baseline: number; flips_at: number; exact?: string; direction: string; to: string; distance: number }
export interface AuditConclusion {
  number: number; text: string; condition: string; verdict: string; baseline: string; share_all: number; share_ci?: number[]; explanation?: string
  linchpins?: Flip[]; outside_ranges?: Flip[]; boxes?: Box[]; sobol?: Sobol | null; joint?: { moves: { param: string; baseline: number; value: number }[]; to: string } | null
}
export interface Box { bounds: { param: string; low?: number | null; high?: number | null; below?: number; above?: number }[]; coverage: number; density: number; draws: number }
export interface AuditQuestion {
  text: string; query: string; low: number; high: number; answers: { value: number; low: number; high: number }[]
  one_at_a_time?: { param: string; low: number; high: number; at_low: { low: number; high: number }; at_high: { low: number; high: number }; undefined: boolean }[]
  sobol?: Sobol | null
}
/** First-order and total indices with their 95 % intervals. */
export interface Index { params: string[]; first: number; first_ci: [number, number]; total: number; total_ci: [number, number] }
export interface Sobol { mean: number; variance: number; rows: number; indices: Index[] }
/** The key assumptions check: a row for each assumption and for each param that flips a conclusion, with those conclusions that do not stand. */
export interface KeyCell { conclusion: number; effect: string; verdict: string; share: number; share_broken?: number | null; flips?: Flip[]; outside?: Flip[] }
export interface KeyRow { kind: "assumption" | "param"; name: string; claims: { id: string; turn: string; source: string }[]; cells: KeyCell[] }

export interface Audited { audit: { key_assumptions?: { model: string; rows: KeyRow[] }[]; draws: number; seed: number; equilibria: { id: number; kin?: { share: number; ci: [number, number]; draws: number } }[]; questions: AuditQuestion[]; conclusions: AuditConclusion[]; stopped: boolean }; text: string; command: string }

/** A picture with what it shows, in words and as a table; no svg where there is nothing to draw. */
export interface Chart {
  name: string; title: string; finding: string; svg?: string; command: string
  table?: { caption: string; head: string[]; rows: string[][]; numbers?: number[] }
}

export interface Sensed { data: Audited["audit"]; charts: Chart[]; text: string; command: string }
export interface Reported { html: string; command: string }

/** Texts of unsaved edits: they take the place of what is on disk. */
export interface Override { files: Record<string, string> }
export interface Base { model?: Override; set?: Record<string, string> }
export type Theme = "light" | "dark"

/** A number with its least and greatest value over an equilibrium; null where play never comes to it. */
export interface Spread { value: number | null; low: number | null; high: number | null; p?: string; word?: string }
export interface Bits { value: number; low: number; high: number }
export interface Move { player: string; label: string; action: string }
/** A move with what it says of each type. */
export interface Step {
  move: Move | null; after: Move[]; likely: Spread; next: Spread; never: boolean; silent: boolean; favours: string
  types: { type: string; likelihood: Spread; posterior: Spread; ratio: { defined: boolean; infinite?: boolean; value: number | null; low: number | null; high: number | null; speaks: string; strength: string } }[]
}
export interface Occasion { after: Move[]; moves: string[]; players: string[]; likely: Spread; bits: Bits; expected: Bits; silent: boolean; next: Step[] }
export interface Weighed {
  evidence: {
    hidden: string[]; types: string[]; observer: string; observers: string[]; choices: string[]; observed: Move[]; complete: boolean; incomplete_because: string
    equilibria: { equilibrium: number; name: string; prior: Spread[]; posterior: Spread[]; uncertainty: Bits; told: Bits; observed: Step[]; occasions: Occasion[] }[]
  }
  text: string; command: string
}

/** Edits that are not saved, kept until they are. */
export interface Draft { files: Record<string, string>; base: string; at?: string }

/** Every call of the engine: its request and its answer. */
export interface Calls {
  model: { request: Base; answer: Model }
  check: { request: Base; answer: { ok: boolean; diagnostics: Diagnostic[] } }
  solve: { request: Base & { concept?: string }; answer: Solved }
  tree: { request: Base & { equilibrium: number; theme: Theme; topDown?: boolean; collapse?: string; width?: number; open?: number[]; close?: number[]; against?: number; find?: string }; answer: Tree }
  strategic: { request: Base & { equilibrium: number; theme: Theme; width?: number }; answer: Strategic }
  refine: { request: Base & { names?: string[] }; answer: Judged }
  map: { request: Base & { x: string; y: string; ranges?: Record<string, [string, string]>; grid?: number; points?: number; theme: Theme }; answer: Mapped }
  audit: { request: Base & { draws: number; seed: number; prove?: boolean }; answer: Audited }
  sensitivity: { request: Base & { query?: string; question?: number; conclusion?: number; n: number; draws?: number; seed?: number; theme?: Theme }; answer: Sensed }
  draw: { request: Base & { what: "equilibria" | "beliefs" | "alignment"; equilibrium?: number; theme: Theme }; answer: Chart }
  evidence: { request: Base & { equilibrium?: number; hidden?: string[]; observer?: string; observed?: { label: string; action: string }[] }; answer: Weighed }
  report: { request: Base & { without?: string[] }; answer: Reported }
  draft: { request: { keep?: Draft; forget?: boolean }; answer: { draft: Draft | null; kept: boolean } }
  write: { request: { file: string; text: string; baseDigest: string }; answer: { digest: string } }
}
export interface Progress { stage: string; done: number; total: number }
