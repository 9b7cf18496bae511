// For tests of minting: batches of the demo's dairy, sets of codes prepared and put on chain, and sets as they were once made.
import { createHash, randomUUID } from 'node:crypto'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { codeLeaf, codesRoot } from '@ectrace/shared/codes/code-set'
import { packSerial, serialMacInput, serialPrefix } from '@ectrace/shared/codes/serial'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { hexDecode, utf8Encode } from '@ectrace/shared/proof/bytes'
import { verifyInclusion } from '@ectrace/shared/proof/merkle'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { act } from '../src/commands/act.ts'
import { codeOfBatch } from '../src/codes/batch-code.ts'
import { codeKeyName } from '../src/codes/code-recipe.ts'
import { keyedDigest } from '../src/commands/keyed-digest.ts'
import { readState } from '../src/commands/state.ts'
import type { Deps } from '../src/deps.ts'
import { firstPlaceOf } from './demo-fixture.ts'

/** A product of its own with one batch. */
export const newBatch = async (trader: Client, quantity = '1000000'): Promise<string> => {
  const label = randomUUID().slice(0, 8).toUpperCase()
  const { product } = await trader.act(endpoints.createProduct, { body: { name: `奶酪 ${label}`, unit: 'H87' } })
  const producedOn = dateOfInstant(instantFromMs(Date.now() - 86_400_000))
  const body = { product, lot: label, producedOn, place: await firstPlaceOf(trader), quantity }
  return (await trader.act(endpoints.createBatch, { body })).batch
}

export const traceOf = (url: string, path: string): Promise<TraceView> =>
  createClient({ url }).call(endpoints.trace, { query: { c: path } })

/** Throws unless the membership that a trace shows proves the code under the root that is on chain. */
export const checkMembership = (view: TraceView, path: string): { index: number } => {
  const { membership } = view
  if (membership === undefined) throw new Error('the trace shows no membership')
  const fields = view.records[membership.record]?.fields
  const root = fields?.['root']?.value
  const count = fields?.['count']?.value
  if (typeof root !== 'string' || typeof count !== 'number') throw new Error('the record is not of a set')
  verifyInclusion({
    ...{ leafHash: codeLeaf(path), index: membership.index, size: count },
    ...{ path: membership.path.map((hash) => hexDecode(hash)), root: hexDecode(root) },
  })
  return { index: membership.index }
}

/** Mints codes as this program did before sets had rows: hashes of a seed that follows from the nonce. Returns them in order. */
export const mintTheOldWay = async (deps: Deps, user: string, batch: string, count: number): Promise<string[]> => {
  const code = await codeOfBatch(deps, batch)
  const key = deps.codes.keys.newest()
  let paths: string[] = []
  const request = { user, custody: 'hosted' as const, route: 'POST /batches/:id/codes', key: randomUUID(), asked: null }
  await act(deps, request, async (nonce) => {
    const seed = await keyedDigest(deps, 'serial', utf8Encode(nonce))
    const randoms = Array.from({ length: count }, (_none, i) =>
      createHash('sha256').update(`${seed}/${i}`).digest().subarray(0, 7),
    )
    const inputs = randoms.map((random) => serialMacInput(code.product, code.lot, serialPrefix(key.id, random)))
    const macs = await deps.signer.macs(key.wrapped, inputs, codeKeyName(key.id))
    paths = randoms.map((random, i) => {
      const mac = macs[i]?.subarray(0, 5) ?? new Uint8Array()
      return formatCode({ ...code, kind: 'item', serial: packSerial({ keyId: key.id, random, mac }) })
    })
    const set = (await readState(deps, keys.codes(batch)))?.sets.length ?? 0
    const fields = { batch, set, root: codesRoot(paths), count, activation: undefined }
    return { acts: [{ name: 'mintCodes', fields }], reply: {} }
  })
  return paths
}
