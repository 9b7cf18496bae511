// Trades as their parties see them.
import type { AsOf, TradeSummary, TradeView } from '@ectrace/shared/api/views'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Expectation } from '@ectrace/shared/matching/match'
import type { State } from '@ectrace/shared/ledger/state'
import { expectReceipt } from '../commands/expect-receipt.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { sightOf } from './sight.ts'
import type { Sight } from './sight.ts'

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
const recordedAt = async ({ readModel }: Deps, transaction: string): Promise<string> => {
  const row = await readModel
    .selectFrom('record')
    .select('recorded_at')
    .where('transaction', '=', transaction)
    .executeTakeFirst()
  if (row === undefined) throw new AppError('READ_MODEL_BEHIND')
  return row.recorded_at
}

/** `sight`: what the reader may see, by the trade's buyer. */
export const tradeSummary = async (
  deps: Deps,
  row: StateRow<'trade'>,
  sight: (buyer: string) => Sight,
): Promise<TradeSummary> => {
  const summary = await summaryOf(deps, valueOfRow('trade', row), await recordedAt(deps, row.transaction))
  return { ...summary, lines: sight(row.buyer).lines(summary.lines) }
}

const shownTo = (sight: Sight, expectation: Expectation): Pick<TradeView, 'expectation' | 'blind'> =>
  sight.blind ? { blind: sight.expectation(expectation) } : { expectation }

const attemptsOf = async (deps: Deps, no: string, sight: Sight): Promise<TradeView['attempts']> => {
  const rows = await deps.readModel.selectFrom('attempt').selectAll().where('trade', '=', no).orderBy('n').execute()
  return Promise.all(
    rows.map(async (row) => ({
      n: row.n,
      at: await recordedAt(deps, row.transaction),
      transaction: row.transaction,
      differences: sight.differences(valueOfRow('attempt', row).differences),
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
export const tradeView = async (deps: Deps, trade: Trade, principal: Principal, asOf: AsOf): Promise<TradeView> => {
  const sight = (await sightOf(deps, principal))(trade.buyer)
  const entry = await deps.ledger.read(keys.trade(trade.no))
  const written = entry === undefined ? undefined : await deps.ledger.transaction(entry.transaction)
  const summary = await summaryOf(deps, trade, written?.block.time ?? '')
  return {
    ...summary,
    lines: sight.lines(summary.lines),
    ...(trade.deliverTo === undefined ? {} : { deliverTo: trade.deliverTo }),
    ...(await dispatchOf(deps, trade.no)),
    ...shownTo(sight, await expectReceipt(deps, trade)),
    attempts: await attemptsOf(deps, trade.no, sight),
    receipts: await receiptsOf(deps, trade.no),
    asOf,
  }
}
