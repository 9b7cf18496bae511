// Who is told of a recall: the makers of the batches that it reaches, whoever holds some, and whoever has some on the way.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { NewNotice } from '../commands/notify.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { kindOf } from '../projection/project.ts'
import { readAct } from './acts.ts'
import type { Act } from './acts.ts'

/** Batches of one question: SQLite binds a limited number of values. */
const portion = 500

const reachedBy = ({ committed }: Act, id: string): string[] =>
  committed.writes
    // Only rules write state: what lies under such a key has its shape.
    .flatMap(({ key, value }) => (kindOf(key) === 'recall' ? [value as unknown as State['recall']] : []))
    .flatMap((recall) => (recall.id === id ? [recall.batch] : []))

type Concerned = Map<string, Set<string>>

const note = (concerned: Concerned, organisation: string, batch: string): void => {
  concerned.set(organisation, (concerned.get(organisation) ?? new Set()).add(batch))
}

/** What is in transit is still its sender's, and soon its buyer's. */
const holders = async (deps: Deps, batches: readonly string[], into: Concerned): Promise<void> => {
  const rows = await deps.readModel
    .selectFrom('holding')
    .select(['owner', 'batch', 'state', 'trade'])
    .distinct()
    .where('batch', 'in', batches)
    .where('state', '!=', 'spent')
    .execute()
  for (const { owner, batch, state, trade } of rows) {
    note(into, owner, batch)
    const buyer =
      state !== 'in_transit' || trade === null ? undefined : (await readState(deps, keys.trade(trade)))?.buyer
    if (buyer !== undefined) note(into, buyer, batch)
  }
}

const concernedBy = async (deps: Deps, batches: readonly string[]): Promise<Concerned> => {
  const concerned: Concerned = new Map()
  for (const id of batches) note(concerned, (await mustRead(deps, keys.batch(id), 'batch')).organisation, id)
  for (let from = 0; from < batches.length; from += portion)
    await holders(deps, batches.slice(from, from + portion), concerned)
  return concerned
}

/** The recaller's own warehouse has to put its goods aside as well; the rest of its people know. */
export const recallNotices = async (
  deps: Deps,
  { transaction, op }: { transaction: string; op: number },
): Promise<NewNotice[]> => {
  const act = await readAct(deps, transaction, op)
  const { actor, text, committed } = act
  const id = text('id')
  const concerned = await concernedBy(deps, reachedBy(act, id))
  const told = [...concerned].map(async ([organisation, batches]): Promise<NewNotice> => {
    const [first = ''] = batches
    const { lot, product } = await mustRead(deps, keys.batch(first), 'batch')
    const { name } = await mustRead(deps, keys.product(product), 'product')
    return {
      ...{ organisation, kind: 'batch_recalled', level: 'caution', subject: id },
      ...(organisation === actor.organisation ? { roles: ['warehouse'] } : {}),
      ref: `${transaction}.${String(op)}`,
      values: {
        ...{ recall: id, class: text('class'), reason: text('reason'), party: actor.name },
        ...{ batch: first, lot, product: name, batches: String(batches.size) },
      },
      at: Date.parse(committed.block.time),
    }
  })
  return Promise.all(told)
}

/** A maker is told when somebody else stops its codes. */
export const freezeNotices = async (
  deps: Deps,
  { transaction, op }: { transaction: string; op: number },
): Promise<NewNotice[]> => {
  const { actor, text, committed } = await readAct(deps, transaction, op)
  const batch = await mustRead(deps, keys.batch(text('batch')), 'batch')
  if (batch.organisation === actor.organisation) return []
  const { name } = await mustRead(deps, keys.product(batch.product), 'product')
  const notice: NewNotice = {
    ...{ organisation: batch.organisation, roles: ['trader', 'administrator'], kind: 'codes_frozen', level: 'caution' },
    subject: batch.id,
    ref: `${transaction}.${String(op)}`,
    values: {
      ...{ batch: batch.id, lot: batch.lot, product: name, party: actor.name, reason: text('reason') },
      ...{ set: text('set'), from: text('from'), to: text('to') },
    },
    at: Date.parse(committed.block.time),
  }
  return [notice]
}
