// How a log begins on Fabric: which log the channel carries, and, where it goes on from an embedded one, at which block and with what state.
import { AppError, fault } from '../errors.ts'
import { hexDecode, hexEncode } from '../proof/bytes.ts'
import { nodeHash } from '../proof/hash.ts'
import { below, exactly, hex, instant, list, oneOf, text, whole } from '../proof/shape.ts'

/**
 * Where the log stood when it moved: its last block (`height`, `hash`, `time`), the tree over all `size` entries (`root`, and `range`: the
 * roots of its complete subtrees from left to right), and the signed `checkpoint` that says so. `chunks`: SHA-256 of each chunk of the
 * state, in order.
 */
export type GenesisBase = {
  height: number
  hash: string
  time: string
  size: number
  root: string
  range: readonly string[]
  checkpoint: string
  chunks: readonly string[]
}

/** `origin` names the log in envelopes and checkpoints, `verifierKey` is the platform's; `base` is null for a log that begins here. */
export type Genesis = {
  v: 1
  origin: string
  channel: string
  created: string
  verifierKey: string
  endorsements: readonly string[]
  base: GenesisBase | null
}

/** A chunk of carried state: canonical JSON of [key, canonical text of the value] pairs, at most so many characters; a value is never cut. */
export const chunkLimit = 4 * 1024 * 1024
/** Chunks of one log: some gigabytes of state. */
const mostChunks = 10_000
const mostNotes = 64

const anyText = (value: unknown, path: string, rule = 'text'): string => text(value, path, /^[^]{1,4000}$/, rule)

/** How many complete subtrees a tree of `size` leaves has: one for each bit. */
const subtreesOf = (size: number): number => size.toString(2).replaceAll('0', '').length

/** The root over the complete subtrees of a tree. */
export const rangeRootOf = (range: readonly string[]): string => {
  const hashes = range.map((one) => hexDecode(one))
  const last = hashes.pop()
  if (last === undefined) throw new AppError('PROOF_MALFORMED')
  return hexEncode(hashes.reduceRight((right, left) => nodeHash(left, right), last))
}

const baseMembers = 'height hash time size root range checkpoint chunks'.split(' ')

const parseBase = (value: unknown, path: string): GenesisBase => {
  const members = exactly(value, path, baseMembers)
  const at = (name: string): string => below(path, name)
  const digests = (name: string, most: number): string[] =>
    list(members.get(name), at(name), 1, most).map((item, i) => hex(item, below(at(name), i), 32))
  const base: GenesisBase = {
    height: whole(members.get('height'), at('height'), 1),
    hash: hex(members.get('hash'), at('hash'), 32),
    time: instant(members.get('time'), at('time')),
    size: whole(members.get('size'), at('size'), 1),
    root: hex(members.get('root'), at('root'), 32),
    range: digests('range', 53),
    checkpoint: anyText(members.get('checkpoint'), at('checkpoint')),
    chunks: digests('chunks', mostChunks),
  }
  if (base.range.length !== subtreesOf(base.size) || rangeRootOf(base.range) !== base.root)
    throw fault('VALIDATION_FAILED', at('range'), 'subtrees of the root')
  return base
}

/** Strict; throws VALIDATION_FAILED naming the member. */
export const parseGenesis = (value: unknown, path: string): Genesis => {
  const members = exactly(value, path, 'v origin channel created verifierKey endorsements base'.split(' '))
  const at = (name: string): string => below(path, name)
  const base = members.get('base')
  return {
    v: oneOf(members.get('v'), at('v'), [1]),
    origin: text(members.get('origin'), at('origin'), /^ectrace\/[0-9a-f]{32}\/[1-9]\d{0,8}$/, 'origin of a log'),
    channel: anyText(members.get('channel'), at('channel')),
    created: instant(members.get('created'), at('created')),
    verifierKey: anyText(members.get('verifierKey'), at('verifierKey')),
    endorsements: list(members.get('endorsements'), at('endorsements'), 0, mostNotes).map((note, i) =>
      anyText(note, below(at('endorsements'), i)),
    ),
    base: base === null ? null : parseBase(base, at('base')),
  }
}
