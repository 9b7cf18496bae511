// What the API answers about codes: sets being prepared, their states, keys, hidden codes. Plain types.
import type { CodeRun, CodeState } from '../codes/code-runs.ts'

/** A set of codes being made, before it goes on chain: `done` of `count`. `minted`: it is on chain as `set`. */
export type CodePreparation = {
  id: string
  batch: string
  count: number
  done: number
  state: 'preparing' | 'ready' | 'minted' | 'cancelled' | 'failed'
  set?: number
  createdAt: string
}
export type CodeSetView = { set: number; count: number; runs: CodeRun[] }
/** One code as its maker sees it. `acted`: it has been packed, dispatched or retired by name. */
export type CodeDetail = {
  path: string
  batch: string
  set: number
  index: number
  state: CodeState
  frozen: boolean
  acted: boolean
  scans: number
  people: number
  alerts: number
}
/** A key of the keyed check in serials; new serials carry the newest. `createdAt` is absent for one older than its record. */
export type CodeKeyView = { id: number; createdAt?: string; newest: boolean }
/** Codes of a set whose hidden codes were handed out in one file. */
export type HiddenRange = { set: number; from: number; to: number; length: number; issuedAt: string; used: number }
/**
 * `none`: this item has no hidden code. `used`: it was right, and checked before at `usedAt` (`byYou`: by the same person, which is no
 * harm). `locked`: too many wrong ones; nobody can check for a while. `left`: tries before that.
 */
export type HiddenCheckView =
  | { outcome: 'matched'; usedAt: string }
  | { outcome: 'used'; usedAt: string; byYou: boolean; city?: string }
  | { outcome: 'wrong'; left: number }
  | { outcome: 'locked'; until: string }
  | { outcome: 'none' }
/** A file that is sent while it is made. */
export type LabelFile = Uint8Array
/** CSV or XLSX: number of the label, set, index in the set, hidden code; never the link, for the two are printed apart. */
export type HiddenFile = Uint8Array
