// One look of a witness at a log: ask, check against what it saw before, remember, and only then sign.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError } from '@ectrace/shared/errors'
import { parseCheckpoint, verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { cosignatureLine } from '@ectrace/shared/proof/cosignature'
import { mostEndorsements } from '@ectrace/shared/proof/epoch'
import { advancePin, pinBase } from '@ectrace/shared/proof/pin'
import type { Pin, Restored } from '@ectrace/shared/proof/pin'
import { claimedBy, formatNote, parseNote } from '@ectrace/shared/proof/signed-note'
import { list, membersOf, text } from '@ectrace/shared/proof/shape'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import type { Client } from './client.ts'
import { pinOf } from './witness-folder.ts'
import type { WitnessFolder, WitnessState } from './witness-folder.ts'

/** The log did not answer, or not with what was asked for: asked again at the next look. */
export class Unanswered extends Error {}

/** What the log showed, as it came. */
type Shown = { verifierKey: string; checkpoint: string; endorsements: string[]; consistency: string[] }

/** The log contradicts what this witness saw, or itself: `shown` and `seen` together are the evidence. */
export class Alarm extends Error {
  readonly code: AppError['code']
  readonly seen: WitnessState | undefined
  readonly shown: Shown
  constructor(cause: AppError, seen: WitnessState | undefined, shown: Shown) {
    super(cause.message, { cause })
    this.code = cause.code
    this.seen = seen
    this.shown = shown
  }
}

/** `cosigned` is the note with the signature of the witness; `refusal` says why the log did not take it. */
export type Look = {
  pin: Pin
  before: Pin | undefined
  restored: Restored | undefined
  cosigned: string
  refusal: string | undefined
}

export type Witnessing = {
  folder: WitnessFolder
  client: Client
  /** Verifier key of the log, trusted at first; absent: the first one seen. */
  trusted: string | undefined
  /** Milliseconds since the epoch. */
  clock: () => number
  /** What this witness knows of the log by itself: throws when the root at that size must be another, Unanswered when it cannot say yet. */
  agrees?: ((shown: Pin) => Promise<void>) | undefined
}

/** Whatever goes wrong while asking is no word of the log. */
const asked = async <T>(asking: Promise<T>): Promise<T> => {
  try {
    return await asking
  } catch (cause) {
    throw new Unanswered(cause instanceof AppError ? cause.code : String(cause), { cause })
  }
}

const word = (value: unknown, name: string, most: number): string => {
  const found = text(value, name, /^[^]/, 'text')
  if (found.length > most) throw new AppError('PROOF_MALFORMED', { details: { member: name } })
  return found
}

/** The members that matter of an answer that may be anything. */
const readLog = (answer: unknown): Omit<Shown, 'consistency'> => {
  const members = membersOf(answer, '', 100)
  const notes = list(members.get('endorsements') ?? [], 'endorsements', 0, mostEndorsements)
  return {
    verifierKey: word(members.get('verifierKey'), 'verifierKey', 400),
    checkpoint: word(members.get('checkpoint'), 'checkpoint', 65_536),
    endorsements: notes.map((note) => word(note, 'endorsements', 65_536)),
  }
}

/** The key that this log may be held to: what is remembered, else what was given, else the one that is shown. */
const mustBeTrusted = ({ trusted }: Witnessing, state: WitnessState | undefined, shown: string): void => {
  if (state === undefined && trusted !== undefined && trusted !== shown) throw new AppError('CHECKPOINT_WRONG_LOG')
}

type Checked = { state: WitnessState; pin: Pin; before: Pin | undefined; restored: Restored | undefined; body: string }

const pathBetween = async (client: Client, from: number, to: number): Promise<string[]> => {
  if (from < 1 || to <= from) return []
  const answer: unknown = await asked(client.call(endpoints.consistency, { query: { from, to } }))
  const path = list(membersOf(answer, '', 100).get('path'), 'path', 0, 64)
  return path.map((hash) => word(hash, 'path', 64))
}

const check = async (witnessing: Witnessing, state: WitnessState | undefined, shown: Shown): Promise<Checked> => {
  const { client } = witnessing
  const { verifierKey, checkpoint, endorsements } = shown
  mustBeTrusted(witnessing, state, verifierKey)
  const before = state && pinOf(state)
  const base = before && pinBase(before, verifierKey, endorsements)
  const next = verifyCheckpoint(checkpoint, verifierKey)
  shown.consistency = base === undefined ? [] : await pathBetween(client, base.size, next.size)
  const offer = { checkpointText: checkpoint, consistency: shown.consistency, endorsements }
  const pin = advancePin(before, offer, verifierKey)
  await witnessing.agrees?.(pin)
  const own = claimedBy(parseNote(checkpoint), parseVerifierKey(verifierKey))
  const { body } = parseCheckpoint(checkpoint)
  return {
    // Only the log's own signature is kept: others' lines under the note are not this witness' business.
    state: { firstKey: state?.firstKey ?? verifierKey, verifierKey, checkpoint: formatNote({ body, signatures: own }) },
    pin,
    before,
    restored: base?.restored,
    body,
  }
}

const offerBack = async (client: Client, checkpoint: string): Promise<string | undefined> => {
  try {
    await asked(client.call(endpoints.cosign, { body: { checkpoint } }))
    return undefined
  } catch (error) {
    if (error instanceof Unanswered) return error.message
    throw error
  }
}

/**
 * Throws Unanswered (nothing changed), or Alarm (nothing changed, nothing signed). A crash after the memory was written and before the
 * signature left costs one signature: at the next look the same checkpoint is signed, and never another of its size.
 */
export const look = async (witnessing: Witnessing): Promise<Look> => {
  const { folder, client, clock } = witnessing
  const seen = folder.read()
  const shown: Shown = { verifierKey: '', checkpoint: '', endorsements: [], consistency: [] }
  let checked: Checked
  try {
    const answer: unknown = await asked(client.call(endpoints.log, {}))
    Object.assign(shown, readLog(answer))
    checked = await check(witnessing, seen, shown)
  } catch (error) {
    throw error instanceof AppError ? new Alarm(error, seen, shown) : error
  }
  const { state, pin, before, restored, body } = checked
  folder.write(state)
  const cosigned = state.checkpoint + cosignatureLine(body, folder.key, Math.floor(clock() / 1000), folder.sign)
  folder.keep('cosigned', cosigned)
  return { pin, before, restored, cosigned, refusal: await offerBack(client, cosigned) }
}
