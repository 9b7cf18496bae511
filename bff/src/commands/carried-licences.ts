// The papers that goods in hand bring along: documents of the trades by which they came, and credentials that are valid today.
import type { CarriedCredential } from '@ectrace/shared/api/trade-views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import { recordsAbout } from '../trace/find-records.ts'
import type { InHand } from './goods-in-hand.ts'
import { readState } from './state.ts'

type Document = State['trade']['documents'][number]
export type Papers = { documents: Document[]; credentials: CarriedCredential[]; asked: string[] }

/** So many of the newest trades of a batch are looked at, and so many documents an offer may carry. */
const mostTrades = 20
const mostDocuments = 50

/** Trades that sent some of a batch, newest first. */
const tradesOfBatch = async (deps: Deps, batch: string): Promise<string[]> => {
  const dispatches = await recordsAbout(deps, keys.batch(batch), ['dispatchTrade'])
  const found = await Promise.all(
    dispatches
      .slice(-mostTrades)
      .map(async ({ transaction, op }) => (await deps.ledger.transaction(transaction))?.openings[op]?.['no']?.value),
  )
  return found.filter((no) => typeof no === 'string').reverse()
}

/** Trades under which the goods were received. Units know theirs; of the rest only the batch is known. */
const incomingTrades = async (
  deps: Deps,
  goods: readonly InHand[],
  organisation: string,
): Promise<State['trade'][]> => {
  const numbers = await Promise.all(
    goods.map(async ({ batch, loose, units }) => {
      const known = units.flatMap(({ trade }) => trade ?? [])
      const allKnown = isZero(loose) && known.length === units.length
      return allKnown ? known : tradesOfBatch(deps, batch.id)
    }),
  )
  const trades = await Promise.all([...new Set(numbers.flat())].map((no) => readState(deps, keys.trade(no))))
  return trades.flatMap((trade) =>
    trade !== undefined && trade.buyer === organisation && trade.receipts > 0 ? [trade] : [],
  )
}

const documentsOf = async (deps: Deps, trades: readonly State['trade'][]): Promise<Document[]> => {
  const sent = await Promise.all(trades.map(({ no }) => readState(deps, keys.dispatch(no))))
  return trades.flatMap(({ documents }, i) => [...documents, ...(sent[i]?.documents ?? [])])
}

const credentialsOf = async (
  deps: Deps,
  goods: readonly InHand[],
  organisation: string,
): Promise<CarriedCredential[]> => {
  const today = dateOfInstant(instantFromMs(deps.clock()))
  const subjects = new Set([organisation, ...goods.flatMap(({ batch, product }) => [batch.id, product.id])])
  const rows = await deps.readModel
    .selectFrom('credential')
    .selectAll()
    .where('subject', 'in', [...subjects])
    .where('status', '=', 'valid')
    .where('validFrom', '<=', today)
    .where((eb) => eb.or([eb('validTo', 'is', null), eb('validTo', '>=', today)]))
    .orderBy('subject')
    .orderBy('type')
    .orderBy('no')
    .execute()
  return rows.map((row) => {
    const { subjectType, subject, type, no, issuer, validTo, title, document } = valueOfRow('credential', row)
    return {
      subjectType,
      subject,
      type,
      no,
      issuer,
      ...(validTo === undefined ? {} : { validTo }),
      ...(title === undefined ? {} : { title }),
      ...(document === undefined ? {} : { document }),
    }
  })
}

const documentOf = ({ document, title, type, no }: CarriedCredential): Document[] =>
  document === undefined
    ? []
    : [{ kind: 'other', digest: document, title: (title ?? `${type} ${no}`).slice(0, 60).trim() }]

/** `asked`: types of credential that were asked for when the goods came in. Each document once, at most 50, credentials first. */
export const carriedPapers = async (deps: Deps, goods: readonly InHand[], organisation: string): Promise<Papers> => {
  const trades = await incomingTrades(deps, goods, organisation)
  const credentials = await credentialsOf(deps, goods, organisation)
  const all = [...credentials.flatMap(documentOf), ...(await documentsOf(deps, trades))]
  const once = [...new Map(all.map((one) => [one.digest, one])).values()]
  return {
    documents: once.slice(0, mostDocuments),
    credentials,
    asked: [...new Set(trades.flatMap(({ requiredCredentials }) => requiredCredentials))],
  }
}
