// The word of a log's old key that the log goes on under a new one: from which entry, and what of the old was lost.
import { AppError, fault } from '../errors.ts'
import { base64Decode, base64Encode, hexDecode, hexEncode } from './bytes.ts'
import { isInstant } from './instant.ts'
import { splitOrigin } from './log-name.ts'
import { parseNote, signNote, verifyNote } from './signed-note.ts'
import { parseVerifierKey } from './verifier-key.ts'

/**
 * `from` and `to` are verifier keys in text form, of two epochs of one log. The new epoch begins after the first `size` entries, whose
 * tree has `root` (hexadecimal), and after block `height` with the hash `hash`. Entries `size` to `lostTo - 1` were signed by the
 * old key and are gone; null when nobody knows how far the lost part went.
 */
export type Endorsement = {
  from: string
  to: string
  size: number
  root: string
  height: number
  hash: string
  lostTo: number | null
  time: string
}

/** More restores than any log will see; bounds what a reader looks through. */
export const mostEndorsements = 64
const maxNote = 4_096
const title = 'ectrace epoch'

const malformed = (rule: string): AppError => fault('CHECKPOINT_MALFORMED', 'endorsement', rule)

/** `name value` lines in this order after the title. */
const memberNames = ['from', 'to', 'size', 'root', 'block', 'lost', 'time'] as const
type Member = (typeof memberNames)[number]

const membersOf = (body: string): Record<Member, string> => {
  const [first, ...lines] = body.slice(0, -1).split('\n')
  if (!body.endsWith('\n') || first !== title || lines.length !== memberNames.length)
    throw malformed(`${title} and the lines ${memberNames.join(', ')}`)
  const values = memberNames.map((name, i): [Member, string] => {
    const line = lines[i] ?? ''
    if (!line.startsWith(`${name} `)) throw malformed(`line ${name}`)
    return [name, line.slice(name.length + 1)]
  })
  return Object.fromEntries(values) as Record<Member, string>
}

const wholeNumber = (text: string, name: string): number => {
  const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw malformed(`${name}: decimal, no leading zero, at most 2^53-1`)
  return value
}

/** Two different keys of one log, the epoch rising. */
const checkKeys = (from: string, to: string): void => {
  const [old, next] = [from, to].map((key) => splitOrigin(parseVerifierKey(key).name))
  if (old === undefined || next?.log !== old.log || next.epoch <= old.epoch)
    throw malformed('two epochs of one log, the later one last')
}

const rootOf = (text: string): string => {
  const root = base64Decode(text, 'CHECKPOINT_MALFORMED')
  if (root.length !== 32) throw malformed('root of 32 bytes')
  return hexEncode(root)
}

const blockOf = (text: string): { height: number; hash: string } => {
  const parts = /^([1-9]\d{0,14}) ([0-9a-f]{64})$/.exec(text)
  if (parts === null) throw malformed('block: height and hash')
  return { height: Number(parts[1]), hash: parts[2] ?? '' }
}

const lostToOf = (text: string, size: number): number | null => {
  if (text === 'unknown') return null
  const lostTo = wholeNumber(text, 'lost')
  if (lostTo < size) throw malformed('lost: not before size')
  return lostTo
}

const parseBody = (body: string): Endorsement => {
  const { from, to, time, ...members } = membersOf(body)
  checkKeys(from, to)
  const size = wholeNumber(members.size, 'size')
  if (!isInstant(time)) throw malformed('time: YYYY-MM-DDTHH:mm:ss.sssZ')
  const [root, lostTo] = [rootOf(members.root), lostToOf(members.lost, size)]
  return { from, to, size, root, ...blockOf(members.block), lostTo, time }
}

/** The note that the key of `from` signs. `sign` makes 64 bytes with its private key. Throws CHECKPOINT_MALFORMED. */
export const signEndorsement = (endorsement: Endorsement, sign: (bytes: Uint8Array) => Uint8Array): string => {
  const { from, to, size, root, height, hash, lostTo, time } = endorsement
  const values: Record<Member, string> = {
    from,
    to,
    size: String(size),
    root: base64Encode(hexDecode(root)),
    block: `${String(height)} ${hash}`,
    lost: lostTo === null ? 'unknown' : String(lostTo),
    time,
  }
  const body = [title, ...memberNames.map((name) => `${name} ${values[name]}`), ''].join('\n')
  parseBody(body)
  return signNote(body, parseVerifierKey(from), sign)
}

/**
 * The endorsement in `note`, signed by its own `from` key: whether that key is to be believed is for the caller to know. Throws
 * CHECKPOINT_MALFORMED or CHECKPOINT_SIGNATURE.
 */
export const verifyEndorsement = (note: string): Endorsement => {
  if (note.length > maxNote) throw malformed(`at most ${String(maxNote)} characters`)
  const parsed = parseNote(note)
  const endorsement = parseBody(parsed.body)
  verifyNote(parsed, parseVerifierKey(endorsement.from))
  return endorsement
}

const epochOf = (key: string): number => splitOrigin(parseVerifierKey(key).name)?.epoch ?? 0

/**
 * The endorsements that lead from one key to another, in order; none when they are the same. Throws CHECKPOINT_WRONG_LOG when there
 * is no such chain, and what verifyEndorsement throws for any note in `notes`.
 */
export const followKeys = (from: string, to: string, notes: readonly string[]): Endorsement[] => {
  if (from === to) return []
  if (notes.length > mostEndorsements) throw malformed(`at most ${String(mostEndorsements)} endorsements`)
  // Epochs only rise along a chain: in this order every key is reached before it is left.
  const steps = notes.map(verifyEndorsement).sort((a, b) => epochOf(a.to) - epochOf(b.to))
  const ways = new Map<string, Endorsement[]>([[from, []]])
  for (const step of steps) {
    const way = ways.get(step.from)
    if (way !== undefined && !ways.has(step.to)) ways.set(step.to, [...way, step])
  }
  const found = ways.get(to)
  if (found === undefined) throw new AppError('CHECKPOINT_WRONG_LOG')
  return found
}
