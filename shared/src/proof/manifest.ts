// The manifest of a delivery: the log's own word on what may be received on a trade, for a phone that will have no signal.
import type { ShownExpectation } from '../matching/receipt-types.ts'
import { AppError, fault } from '../errors.ts'
import { base64Decode, base64Encode, hexDecode, hexEncode } from './bytes.ts'
import { canonicalBytes } from './canonical.ts'
import { sha256Hex } from './hash.ts'
import { isInstant } from './instant.ts'
import { parseNote, signNote, verifyNote } from './signed-note.ts'
import { isKeyName, parseVerifierKey, type VerifierKey } from './verifier-key.ts'

/**
 * `expectation` is the hexadecimal SHA-256 of the canonical expectation, `size` the log's when that was read; from `time` until `until`
 * (ISO, UTC, milliseconds) it may be counted against.
 */
export type Manifest = {
  origin: string
  trade: string
  size: number
  expectation: string
  time: string
  until: string
}

/** White space: no checkpoint's first line, which is a key name, can be this one. */
const title = 'ectrace manifest'
const maxNote = 4_096
/** Nobody counts a delivery for longer; a day later another manifest is asked for. */
export const manifestMs = 86_400_000
/** `name value` lines in this order after title and origin. */
const memberNames = ['trade', 'size', 'expectation', 'time', 'until'] as const
type Member = (typeof memberNames)[number]

const invalid = (field: string, rule: string): AppError => fault('MANIFEST_INVALID', field, rule)

const membersOf = (lines: readonly string[]): Record<Member, string> => {
  if (lines.length !== memberNames.length) throw invalid('manifest', `lines ${memberNames.join(', ')}`)
  const values = memberNames.map((name, i): [Member, string] => {
    const line = lines[i] ?? ''
    if (!line.startsWith(`${name} `)) throw invalid(name, 'line')
    return [name, line.slice(name.length + 1)]
  })
  return Object.fromEntries(values) as Record<Member, string>
}

const sizeOf = (text: string): number => {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw invalid('size', 'decimal, no leading zero, at most 2^53-1')
  return size
}

const digestOf = (text: string): string => {
  const digest = base64Decode(text, 'MANIFEST_INVALID')
  if (digest.length !== 32) throw invalid('expectation', 'digest of 32 bytes')
  return hexEncode(digest)
}

const checkTimes = (time: string, until: string): void => {
  for (const [field, text] of [
    ['time', time],
    ['until', until],
  ] as const) {
    if (!isInstant(text)) throw invalid(field, 'YYYY-MM-DDTHH:mm:ss.sssZ')
  }
  const lasts = Date.parse(until) - Date.parse(time)
  if (lasts <= 0 || lasts > manifestMs) throw invalid('until', 'after time, within a day')
}

const parseBody = (body: string): Manifest => {
  const [first, origin = '', ...lines] = body.slice(0, -1).split('\n')
  if (!body.endsWith('\n') || first !== title) throw invalid('manifest', title)
  if (!isKeyName(origin)) throw invalid('origin', 'origin without white space and plus')
  const { trade, size, expectation, time, until } = membersOf(lines)
  if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(trade)) throw invalid('trade', 'trade.no')
  checkTimes(time, until)
  return { origin, trade, size: sizeOf(size), expectation: digestOf(expectation), time, until }
}

/** What a manifest says of an expectation: hexadecimal SHA-256 of its canonical JSON. */
export const expectationDigest = (expectation: ShownExpectation): string => sha256Hex(canonicalBytes(expectation))

/**
 * The note over a manifest of the log of `key`: whatever is asked for, nothing else than a manifest is signed. `sign` makes 64 bytes.
 * Throws MANIFEST_INVALID.
 */
export const signManifest = (
  manifest: Omit<Manifest, 'origin'>,
  key: VerifierKey,
  sign: (bytes: Uint8Array) => Uint8Array,
): string => {
  const { trade, size, expectation, time, until } = manifest
  if (!/^[0-9a-f]{64}$/.test(expectation)) throw invalid('expectation', 'digest of 32 bytes')
  const values: Record<Member, string> = {
    trade,
    size: String(size),
    expectation: base64Encode(hexDecode(expectation, 'MANIFEST_INVALID')),
    time,
    until,
  }
  const body = [title, key.name, ...memberNames.map((name) => `${name} ${values[name]}`), ''].join('\n')
  parseBody(body)
  return signNote(body, key, sign)
}

/**
 * The manifest in `note` if the log of `verifierKey` (text form) signed it for this `expectation` and it holds at `at` (milliseconds
 * since the epoch). Throws CHECKPOINT_MALFORMED (no signed note), CHECKPOINT_WRONG_LOG, CHECKPOINT_SIGNATURE or MANIFEST_INVALID: no
 * manifest, of another expectation or trade, or out of its time.
 */
export const verifyManifest = (
  note: string,
  { verifierKey, expectation, at }: { verifierKey: string; expectation: ShownExpectation; at: number },
): Manifest => {
  if (note.length > maxNote) throw invalid('manifest', `at most ${String(maxNote)} characters`)
  const key = parseVerifierKey(verifierKey)
  const parsed = parseNote(note)
  const manifest = parseBody(parsed.body)
  if (manifest.origin !== key.name) throw new AppError('CHECKPOINT_WRONG_LOG')
  verifyNote(parsed, key)
  if (manifest.trade !== expectation.trade) throw invalid('trade', 'trade of the expectation')
  if (manifest.expectation !== expectationDigest(expectation)) throw invalid('expectation', 'digest')
  // A phone's clock may be some minutes behind the log's: a manifest is not refused for being new.
  if (at >= Date.parse(manifest.until)) throw invalid('until', 'not-expired')
  return manifest
}
