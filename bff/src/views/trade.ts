// Trades as their parties see them.
import type { AsOf, TradeSummary, TradeView } from '@ectrace/shared/api/views'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectReceipt } from '../commands/expect-receipt.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'

type Trade = State['trade']
type Party = TradeSummary['supplier']

const partyOf = async (deps: Deps, id: string): Promise<Party> => {
  const { name, level } = await mustRead(deps, keys.organisation(id), 'organisation')
  return { id, name, level }
}

const summaryOf = async (deps: Deps, trade: Trade, updatedAt: string): Promise<TradeSummary> => {
  const { no, state, promisedAt } = trade
  const [supplier, buyer, products] = await Promise.all([
    partyOf(deps, trade.supplier),
    partyOf(deps, trade.buyer),
    Promise.all(trade.lines.map(({ product }) => mustRead(deps, keys.product(product), 'product'))),
  ])
  return {
    no,
    path: formatCode({ kind: 'trade', trade: no }),
    state,
    supplier,
    buyer,
    lines: trade.lines.map(({ line, product, quantity, unit }, i) => ({
      line,
      product,
      productName: products[i]?.name ?? product,
      quantity,
      unit,
    })),
    ...(promisedAt === undefined ? {} : { promisedAt }),
    updatedAt,
  }
}

/** When the sequencer took a transaction in. */
export const recordedAt = async ({ readModel }: Pick<Deps, 'readModel'>, transaction: string): Promise<string> => {
  const row = await readModel
    .selectFrom('record')
    .select('recorded_at')
    .where('transaction', '=', transaction)
    .executeTakeFirst()
  if (row === undefined) throw new AppError('READ_MODEL_BEHIND')
  return row.recorded_at
}

export const tradeSummary = async (deps: Deps, row: StateRow<'trade'>): Promise<TradeSummary> =>
  summaryOf(deps, valueOfRow('trade', row), await recordedAt(deps, row.transaction))

const attemptsOf = async (deps: Deps, no: string): Promise<TradeView['attempts']> => {
  const rows = await deps.readModel.selectFrom('attempt').selectAll().where('trade', '=', no).orderBy('n').execute()
  return Promise.all(
    rows.map(async (row) => ({
      n: row.n,
      at: await recordedAt(deps, row.transaction),
      transaction: row.transaction,
      differences: valueOfRow('attempt', row).differences,
    })),
  )
}

const receiptsOf = async (deps: Deps, no: string): Promise<TradeView['receipts']> => {
  const rows = await deps.readModel.selectFrom('receipt').selectAll().where('trade', '=', no).orderBy('n').execute()
  return Promise.all(
    rows.map(async (row) => ({
      n: row.n,
      at: await recordedAt(deps, row.transaction),
      transaction: row.transaction,
      kind: valueOfRow('receipt', row).count.kind,
    })),
  )
}

const dispatchOf = async (deps: Deps, no: string): Promise<Pick<TradeView, 'dispatch'>> => {
  const dispatch = await readState(deps, keys.dispatch(no))
  const entry = await deps.ledger.read(keys.dispatch(no))
  if (dispatch === undefined || entry === undefined) return {}
  const { place, dispatchedAt } = dispatch
  return { dispatch: { place, dispatchedAt, transaction: entry.transaction } }
}

/** State and expectation come from the chain itself; lists of attempts and receipts from the read model. */
export const tradeView = async (deps: Deps, trade: Trade, asOf: AsOf): Promise<TradeView> => {
  const entry = await deps.ledger.read(keys.trade(trade.no))
  const written = entry === undefined ? undefined : await deps.ledger.transaction(entry.transaction)
  return {
    ...(await summaryOf(deps, trade, written?.block.time ?? '')),
    ...(trade.deliverTo === undefined ? {} : { deliverTo: trade.deliverTo }),
    ...(await dispatchOf(deps, trade.no)),
    expectation: await expectReceipt(deps, trade, undefined, new Date(deps.clock()).toISOString()),
    attempts: await attemptsOf(deps, trade.no),
    receipts: await receiptsOf(deps, trade.no),
    asOf,
  }
}
