// What the rules would say to acts that nobody has signed yet, one after the other, and without writing anything.
import { execute } from '@ectrace/contracts/execute'
import { AppError } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { transactionId } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings, Operation } from '@ectrace/shared/proof/envelope'
import { sha256HexOfText } from '@ectrace/shared/proof/hash'

export type Rehearsal = {
  /** The refusal of an act by its rule, undefined when it would be taken. What it would write, the next acts see. */
  refusal: (operation: Operation, openings: Openings[number]) => Promise<AppError | undefined>
}

const request = '0'.repeat(64)
const ownField = /^operations\.0\.args\./

/** In the words of the act, which is not one of several yet. */
const inOwnWords = (error: AppError): AppError => {
  const faults = error.details.faults?.map((one) => ({ ...one, field: one.field.replace(ownField, '') }))
  return new AppError(error.code, { details: { ...error.details, ...(faults === undefined ? {} : { faults }) } })
}

/** The same rules over the same state as when the acts are written: only what others write meanwhile can change the answer. */
export const openRehearsal = async (
  ledger: Pick<Ledger, 'read' | 'log'>,
  caller: Pick<Envelope, 'caller' | 'custody'>,
  now: number,
): Promise<Rehearsal> => {
  const { origin, channel } = await ledger.log()
  const written = new Map<string, Json>()
  const read = async (key: string): Promise<Json | undefined> => written.get(key) ?? (await ledger.read(key))?.value
  let n = 0
  return {
    refusal: async (operation, openings) => {
      n += 1
      const envelope: Envelope = {
        v: 1,
        log: origin,
        channel,
        operations: [operation],
        ...caller,
        time: new Date(now).toISOString(),
        nonce: sha256HexOfText(`rehearsal ${String(n)}`),
        request,
      }
      try {
        const { writes } = await execute({ envelope, openings: [openings], transaction: transactionId(envelope) }, read)
        for (const { key, value } of writes) written.set(key, value)
        return undefined
      } catch (error) {
        if (error instanceof AppError) return inOwnWords(error)
        throw error
      }
    },
  }
}
