// Minting: the serials of a set of item codes, made from a nonce, the Merkle root on chain, and the vault's list of them.
import { createHash } from 'node:crypto'
import { codesRoot } from '@ectrace/shared/codes/code-set'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { packSerial, serialMacInput, serialPrefix } from '@ectrace/shared/codes/serial'
import { AppError } from '@ectrace/shared/errors'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { codeKeyName } from '../identity/bootstrap.ts'
import { caughtUp } from './caught-up.ts'
import { keyedDigest } from './keyed-digest.ts'
import { mustRead, readState } from './state.ts'

/**
 * Paths of `count` new codes of a batch. The 56 random bits come from a secret seed of this nonce, so that a repeat names the
 * same codes; the 40-bit check is keyed and made by the signer.
 */
export const mintPaths = async (deps: Deps, batch: BatchCode, count: number, nonce: string): Promise<string[]> => {
  const key = await deps.vault.selectFrom('code_key').selectAll().orderBy('id', 'desc').executeTakeFirst()
  if (key === undefined) throw new AppError('NOT_READY', { details: { part: 'codes' } })
  const seed = await keyedDigest(deps, 'serial', utf8Encode(nonce))
  const randoms = Array.from({ length: count }, (_none, i) =>
    createHash('sha256')
      .update(`${seed}/${String(i)}`)
      .digest()
      .subarray(0, 7),
  )
  const inputs = randoms.map((random) => serialMacInput(batch.product, batch.lot, serialPrefix(key.id, random)))
  const macs = await deps.signer.macs(key.wrapped, inputs, codeKeyName(key.id))
  return randoms.map((random, i) => {
    const mac = macs[i]?.subarray(0, 5)
    if (mac === undefined) throw new AppError('INTERNAL')
    return formatCode({ ...batch, kind: 'item', serial: packSerial({ keyId: key.id, random, mac }) })
  })
}

/** How a batch of a product is named in a code: by GTIN where there is one. */
export const batchCode = (product: { id: string; gtin?: string | null | undefined }, lot: string): BatchCode => ({
  kind: 'batch',
  ...(product.gtin === null || product.gtin === undefined
    ? { scheme: 'own', product: product.id }
    : { scheme: 'gtin', product: product.gtin }),
  lot,
})

/**
 * Fills the vault's list of a batch's codes from the sets that are on chain. The list is derived: a crash after the act, or an
 * own-key signature that came later, loses nothing.
 */
export const ensureCodes = async (deps: Deps, batch: string): Promise<void> => {
  const sets = (await readState(deps, keys.codes(batch)))?.sets ?? []
  const kept = await deps.vault.selectFrom('code').select('code_set').distinct().where('batch', '=', batch).execute()
  const missing = sets.filter(({ set }) => !kept.some(({ code_set }) => code_set === set))
  if (missing.length === 0) return
  await caughtUp(deps)
  const { lot, product } = await mustRead(deps, keys.batch(batch), 'batch')
  const code = batchCode(await mustRead(deps, keys.product(product), 'product'), lot)
  const mints = await mintsOf(deps, batch)
  for (const { set, root, count } of missing) {
    const nonce = mints.get(set)
    const paths = nonce === undefined ? [] : await mintPaths(deps, code, count, nonce)
    if (codesRoot(paths) !== root) throw new AppError('STATE_DIGEST_MISMATCH', { details: { batch, set } })
    await keepCodes(deps, batch, set, paths)
  }
}

/** The nonce under which each set of a batch was minted. */
const mintsOf = async ({ readModel, ledger }: Deps, batch: string): Promise<Map<number, string>> => {
  const found = await readModel
    .selectFrom('record_subject')
    .innerJoin('record', (join) =>
      join.onRef('record.transaction', '=', 'record_subject.transaction').onRef('record.op', '=', 'record_subject.op'),
    )
    .select(['record.transaction', 'record.op'])
    .where('record_subject.subject', '=', keys.codes(batch))
    .where('record.name', '=', 'mintCodes')
    .execute()
  const nonces = new Map<number, string>()
  for (const { transaction, op } of found) {
    const committed = await ledger.transaction(transaction)
    const set = committed?.openings[op]?.set?.value
    if (committed !== undefined && typeof set === 'number') nonces.set(set, committed.leaf.envelope.nonce)
  }
  return nonces
}

const keepCodes = async ({ vault }: Deps, batch: string, set: number, paths: readonly string[]): Promise<void> => {
  await vault.transaction().execute(async (sql) => {
    for (let start = 0; start < paths.length; start += 500) {
      const rows = paths.slice(start, start + 500).map((path, i) => ({ path, batch, code_set: set, idx: start + i }))
      await sql
        .insertInto('code')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  })
}
