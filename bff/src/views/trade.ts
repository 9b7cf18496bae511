// Trades as their parties see them.
import type { AsOf, TradeSummary, TradeView } from '@ectrace/shared/api/views'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Expectation } from '@ectrace/shared/matching/match'
import type { State } from '@ectrace/shared/ledger/state'
import { expectReceipt } from '../commands/expect-receipt.ts'
import { hiddenText } from '../commands/hidden-value.ts'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { partyOf } from './party.ts'
import { recordedAt } from './recorded-at.ts'
import { sightOf } from './sight.ts'
import type { Sight } from './sight.ts'
import { tradeHistory } from './trade-history.ts'

type Trade = State['trade']
/** Names by product; a product stands on many lines and is read once. */
const productNames = async (deps: Deps, { lines }: Trade): Promise<Map<string, string>> => {
  const ids = [...new Set(lines.map(({ product }) => product))]
  const found = await Promise.all(ids.map((id) => mustRead(deps, keys.product(id), 'product')))
  return new Map(found.map(({ id, name }) => [id, name]))
}

const summaryOf = async (deps: Deps, trade: Trade, updatedAt: string): Promise<TradeSummary> => {
  const { no, state, promisedAt } = trade
  const [supplier, buyer, products] = await Promise.all([
    partyOf(deps, trade.supplier),
    partyOf(deps, trade.buyer),
    productNames(deps, trade),
  ])
  return {
    no,
    path: formatCode({ kind: 'trade', trade: no }),
    state,
    supplier,
    buyer,
    lines: trade.lines.map(({ line, product, quantity, unit, tolerance }) => ({
      line,
      product,
      productName: products.get(product) ?? product,
      quantity,
      unit,
      ...(tolerance === undefined ? {} : { tolerance }),
    })),
    ...(promisedAt === undefined ? {} : { promisedAt }),
    updatedAt,
  }
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

const returnsOf = async (deps: Deps, no: string): Promise<TradeView['returns']> => {
  const rows = await deps.readModel.selectFrom('return').selectAll().where('trade', '=', no).orderBy('n').execute()
  return Promise.all(
    rows.map(async ({ n, transaction, place, returnedAt }) => ({
      n,
      at: await recordedAt(deps, transaction),
      transaction,
      place,
      returnedAt,
    })),
  )
}

const refusalOf = async (deps: Deps, no: string): Promise<Pick<TradeView, 'refusal'>> => {
  const refusal = await readState(deps, keys.refusal(no))
  return refusal === undefined ? {} : { refusal: { reason: refusal.reason, party: refusal.party } }
}

/** For the two parties: the vehicle stands in the vault. */
const dispatchOf = async (deps: Deps, no: string): Promise<Pick<TradeView, 'dispatch'>> => {
  const entry = await deps.ledger.read(keys.dispatch(no))
  const dispatch = await readState(deps, keys.dispatch(no))
  if (dispatch === undefined || entry === undefined) return {}
  const { place, dispatchedAt, temperature, documents = [] } = dispatch
  const vehicle = await hiddenText(deps, entry.transaction, 'vehicle')
  return {
    dispatch: {
      place,
      dispatchedAt,
      transaction: entry.transaction,
      documents,
      ...(temperature === undefined ? {} : { temperature }),
      ...(vehicle === undefined ? {} : { vehicle }),
    },
  }
}

/** What was agreed beside the lines. */
const termsOf = ({ deliverTo, revision = 0, agreement, requiredCredentials, documents, returnOf }: Trade) => ({
  ...(deliverTo === undefined ? {} : { deliverTo }),
  revision,
  agreement: agreement === true,
  requiredCredentials,
  documents,
  ...(returnOf === undefined ? {} : { returnOf }),
})

/** State and expectation come from the chain itself; lists of attempts, receipts and acts from the read model. */
export const tradeView = async (deps: Deps, trade: Trade, principal: Principal, asOf: AsOf): Promise<TradeView> => {
  const { no } = trade
  const sight = (await sightOf(deps, principal))(trade.buyer)
  const entry = await deps.ledger.read(keys.trade(no))
  const written = entry === undefined ? undefined : await deps.ledger.transaction(entry.transaction)
  const summary = await summaryOf(deps, trade, written?.block.time ?? '')
  return {
    ...summary,
    lines: sight.lines(summary.lines),
    ...termsOf(trade),
    sentBack: sight.blind ? [] : ((await readState(deps, keys.returned(no)))?.lines ?? []),
    ...(await dispatchOf(deps, no)),
    ...shownTo(sight, await expectReceipt(deps, trade, undefined, new Date(deps.clock()).toISOString())),
    attempts: await attemptsOf(deps, no, sight),
    receipts: await receiptsOf(deps, no),
    ...(await refusalOf(deps, no)),
    returns: await returnsOf(deps, no),
    history: await tradeHistory(deps, no),
    asOf,
  }
}
