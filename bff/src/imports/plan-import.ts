// Writes a checked import as one transaction: all rows or the good ones, once, whoever asks and however often.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { Act, Plan } from '../commands/act.ts'
import { claimGtin } from '../commands/claim-gtin.ts'
import type { Deps } from '../deps.ts'
import { writtenBy } from './kept-imports.ts'
import type { KeptImport } from './kept-imports.ts'

type Reply = { written: number; skipped: number }

const alreadyWritten = (transaction: string): AppError =>
  new AppError('STATE_CONFLICT', { details: { reason: 'import written', transaction } })

/** Throws STATE_CONFLICT (written already, details: transaction), IMPORT_HAS_ERRORS (details: good, bad), ALREADY_EXISTS (GTIN elsewhere). */
export const planImport = async (deps: Deps, kept: KeptImport, mode: 'all' | 'good'): Promise<Plan<Reply>> => {
  const by = await writtenBy(deps, kept)
  if (by !== undefined) throw alreadyWritten(by)
  const { planned, good, bad } = kept
  if (planned.length === 0 || (mode === 'all' && bad > 0))
    throw new AppError('IMPORT_HAS_ERRORS', { details: { good, bad } })
  const acts = planned.map(({ act }) => act)
  for (const act of acts)
    if (act.name === 'createProduct' && act.fields.gtin !== undefined) await claimGtin(deps, act.fields.gtin)
  return { acts, reply: { written: good, skipped: bad } }
}

/** What an act makes. */
const keyOf = (act: Act): StateKey<unknown> | undefined => {
  if (act.name === 'createProduct') return keys.product(act.fields.id)
  if (act.name === 'createPlace') return keys.place(act.fields.id)
  if (act.name === 'createBatch') return keys.batch(act.fields.id)
  return act.name === 'offerTrade' ? keys.trade(act.fields.no) : undefined
}

/** Another commit of the same import was faster: one transaction has made the first and the last thing of it. */
const writtenMeanwhile = async ({ ledger }: Deps, { planned }: KeptImport): Promise<string | undefined> => {
  const [first, last] = await Promise.all(
    [planned.at(0), planned.at(-1)].map(async (one) => {
      const key = one === undefined ? undefined : keyOf(one.act)
      return key === undefined ? undefined : (await ledger.read(key))?.transaction
    }),
  )
  return first === last ? first : undefined
}

/** The refusal of the chain with the row of the file that it speaks of; what others wrote since the preview is the usual cause. */
export const inRowsOfFile = async (deps: Deps, kept: KeptImport, error: unknown): Promise<unknown> => {
  if (!(error instanceof AppError) || error.details.faults === undefined) return error
  if (error.code === 'ALREADY_EXISTS') {
    const by = await writtenMeanwhile(deps, kept)
    if (by !== undefined) return alreadyWritten(by)
  }
  const operation = error.details['operation'] ?? 0
  const rows = typeof operation === 'number' ? kept.planned[operation]?.rows : undefined
  return rows === undefined ? error : new AppError(error.code, { cause: error, details: { ...error.details, rows } })
}
