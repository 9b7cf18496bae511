// The log's beginning on a channel: `found` says which log it is, `carry` brings the state it had elsewhere, `open` lets transactions in.
import { AppError, fault } from '@ectrace/shared/errors'
import { chunkLimit, parseGenesis } from '@ectrace/shared/ledger/genesis'
import type { Genesis } from '@ectrace/shared/ledger/genesis'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { canonical } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { below, list, text } from '@ectrace/shared/proof/shape'
import type { Stub } from './stub.ts'
import { isOwnKey, jsonArgument, ownKeys, putValue, readValue } from './values.ts'

/** The genesis, or undefined while nobody founded the log. */
export const readGenesis = async (stub: Stub): Promise<Genesis | undefined> =>
  (await readValue(stub, ownKeys.genesis)) as Genesis | undefined

const foundedGenesis = async (stub: Stub): Promise<Genesis> => {
  const genesis = await readGenesis(stub)
  if (genesis === undefined) throw fault('STATE_CONFLICT', 'genesis', 'log.founded')
  return genesis
}

/** Once, and for ever: the same genesis again changes nothing, another one is STATE_CONFLICT. */
export const foundLog = async (stub: Stub, [genesisText = '']: readonly string[]): Promise<Uint8Array> => {
  const genesis = parseGenesis(jsonArgument('genesis', genesisText), 'genesis')
  if (genesis.channel !== stub.getChannelID())
    throw fault('LOG_MISMATCH', 'genesis.channel', stub.getChannelID(), genesis.channel)
  const before = await readGenesis(stub)
  if (before !== undefined && canonical(before) !== canonical(genesis))
    throw fault('STATE_CONFLICT', 'genesis', 'log.founded-once', before.origin)
  if (before === undefined) {
    await putValue(stub, ownKeys.genesis, genesis)
    if (genesis.base === null) await putValue(stub, ownKeys.open, { v: 1, origin: genesis.origin })
  }
  return utf8Encode(genesis.origin)
}

const parseEntry = (value: unknown, path: string): { key: string; text: string } => {
  const [key, valueText] = list(value, path, 2, 2)
  const entry = {
    key: text(key, below(path, 0), /^[^]{1,2000}$/, 'state key'),
    text: text(valueText, below(path, 1), /^[^]+$/, 'canonical JSON'),
  }
  if (isOwnKey(entry.key)) throw fault('VALIDATION_FAILED', below(path, 0), 'state key of a rule', entry.key)
  return entry
}

const chunkNumber = (genesis: Genesis, numberText: string): number => {
  const most = (genesis.base?.chunks.length ?? 0) - 1
  if (!/^(0|[1-9]\d{0,5})$/.test(numberText) || Number(numberText) > most)
    throw fault('VALIDATION_FAILED', 'number', `integer from 0 to ${most}`, numberText)
  return Number(numberText)
}

/** Puts chunk `number` of the state; its digest stands in the genesis. A chunk that is there already is not put again. */
export const carryChunk = async (stub: Stub, [numberText = '', chunk = '']: readonly string[]): Promise<Uint8Array> => {
  const genesis = await foundedGenesis(stub)
  const number = chunkNumber(genesis, numberText)
  // Characters are bounded before anything is hashed or parsed.
  if (chunk.length > chunkLimit) throw new AppError('BODY_TOO_LARGE', { details: { limit: chunkLimit } })
  if (sha256Hex(utf8Encode(chunk)) !== genesis.base?.chunks[number])
    throw fault('VALIDATION_FAILED', 'chunk', 'digest in the genesis', numberText)
  if ((await readValue(stub, ownKeys.carried(number))) !== undefined) return utf8Encode(numberText)
  const entries = list(jsonArgument('chunk', chunk), 'chunk', 1, chunkLimit).map((entry, i) =>
    parseEntry(entry, below('chunk', i)),
  )
  for (const entry of entries) await stub.putState(entry.key, utf8Encode(entry.text))
  await putValue(stub, ownKeys.carried(number), { v: 1 })
  return utf8Encode(numberText)
}

/** The first chunk from `from` on that is not there, as text; the number of chunks when none is missing. Looks at 2,000 at most. */
export const firstMissing = async (stub: Stub, [fromText = '0']: readonly string[]): Promise<Uint8Array> => {
  const { base } = await foundedGenesis(stub)
  const count = base?.chunks.length ?? 0
  let at = /^\d{1,6}$/.test(fromText) ? Number(fromText) : 0
  for (const end = Math.min(count, at + 2_000); at < end; at++)
    if ((await readValue(stub, ownKeys.carried(at))) === undefined) break
  return utf8Encode(String(at))
}

/** Lets transactions in once every chunk is there; STATE_CONFLICT before. */
export const openLog = async (stub: Stub): Promise<Uint8Array> => {
  const { origin, base } = await foundedGenesis(stub)
  if ((await readValue(stub, ownKeys.open)) !== undefined) return utf8Encode(origin)
  for (const [number] of (base?.chunks ?? []).entries())
    if ((await readValue(stub, ownKeys.carried(number))) === undefined)
      throw fault('STATE_CONFLICT', `chunks.${number}`, 'chunk.carried')
  await putValue(stub, ownKeys.open, { v: 1, origin })
  return utf8Encode(origin)
}
