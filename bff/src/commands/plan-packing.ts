// Turns what is packed into the arguments of the act: the number of the pack, the root over its children, proof and stock of new codes.
import { createHash } from 'node:crypto'
import { codesRoot } from '@ectrace/shared/codes/code-set'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps, Principal } from '../deps.ts'
import { takeHoldings } from './holdings.ts'
import { membershipOf } from './plan-dispatch.ts'

type Packed = z.output<typeof requests.createPack>

/** The extension digit tells the platform's own numbers from those that a company gives under its GS1 prefix. */
const extensionDigit = '9'
const numbers = 10n ** 16n

/** A Serial Shipping Container Code of this act: the same for a repeat, another for another. */
const derivedSscc = (user: string, nonce: string): string => {
  const digest = createHash('sha256').update(`sscc/${user}/${nonce}`).digest()
  const digits = extensionDigit + String(digest.readBigUInt64BE(0) % numbers).padStart(16, '0')
  return digits + gs1CheckDigit(digits)
}

/** Throws UNIT_NOT_IN_BATCH at `children`, or INSUFFICIENT_QUANTITY when codes that never acted alone have no stock behind them. */
export const planPacking = async (
  deps: Deps,
  { user, organisation }: Principal,
  packed: Packed,
  nonce: string,
): Promise<{ sscc: string; fields: Args<'aggregate'> }> => {
  const { sscc = derivedSscc(user, nonce), children, packedAt, partial, ...act } = packed
  const { membership } = await membershipOf(deps, act.batch, children, 'children')
  const fresh = membership?.units.length ?? 0
  const wanted = fresh === 0 ? [] : [{ batch: act.batch, quantity: String(fresh) }]
  const [stock = []] =
    fresh === 0 ? [] : await takeHoldings(deps, { organisation, place: act.place, wanted, field: 'children' })
  const fields = {
    ...act,
    parent: formatCode({ kind: 'logistics', sscc }),
    packedAt: packedAt ?? new Date(deps.clock()).toISOString(),
    root: codesRoot(children),
    count: children.length,
    children,
    ...(membership !== undefined && { membership, holdings: stock.map(({ id }) => id) }),
    ...(partial !== undefined && { partial }),
  }
  return { sscc, fields }
}
