// What is due on a trade, from the server while it answers and from this device otherwise; fetched ahead for trades on their way here.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ManifestView } from '@ectrace/shared/api/counting-views'
import type { TradeSummary, TradeView } from '@ectrace/shared/api/views'
import type { TradeState } from '@ectrace/shared/domain/trade'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { deviceLogPin } from '../state/device-log-pin'
import { keepDelivery, keptDeliveries, keptDelivery, type Delivery } from '../state/kept-delivery'
import { ApiFailure } from './api-failure'
import { call } from './call'

/** `from`: this moment's word of the server, or what was kept at `savedAt`. */
export type Opened = {
  trade: TradeView
  expectation: ShownExpectation | undefined
  blind: boolean
  paths: ReadonlyMap<string, string>
  from: 'server' | 'device'
  savedAt: string
  /** Whether it can be opened again without a signal. */
  isKept: boolean
}

const onItsWay: readonly TradeState[] = ['dispatched', 'partly_received']
/** More batches than this on one trade: the server is asked scan by scan. */
const mostBatches = 100
/** With a copy at hand nobody waits longer for a bad line. */
const patienceMs = 4_000
const mostAhead = 12
/** A manifest holds for a day; one that is this old is fetched again. */
const staleMs = 2 * 3_600_000

const pathOf = async (id: string): Promise<[string, string] | undefined> => {
  try {
    return [id, (await call(endpoints.batch, { params: { id }, quiet: true })).path]
  } catch {
    // A batch that cannot be read now costs one question per scan, no more.
    return undefined
  }
}

/** Lines whose units are named tell the path of their batch themselves. */
const pathsOf = async (lines: ShownExpectation['lines']): Promise<[string, string][]> => {
  const unnamed = lines.filter(({ units }) => units === undefined || !units.some((unit) => unit.includes('/21/')))
  const batches = [...new Set(unnamed.map(({ batch }) => batch))].slice(0, mostBatches)
  const found = await Promise.all(batches.map(pathOf))
  return found.filter((entry) => entry !== undefined)
}

type Asked = { trade: TradeView; manifest: ManifestView | undefined; paths: [string, string][] }

type Manner = { deadline?: number; quiet?: boolean }

const ask = async (no: string, manner: Manner): Promise<Asked> => {
  const input = { params: { no }, ...manner }
  const trade = await call(endpoints.trade, input)
  const lines = (trade.expectation ?? trade.blind)?.lines ?? []
  if (!onItsWay.includes(trade.state)) return { trade, manifest: undefined, paths: [] }
  const [manifest, paths] = await Promise.all([
    // Without it the trade is counted as well, only not without a signal.
    call(endpoints.manifest, { ...input, quiet: true }).catch(() => undefined),
    pathsOf(lines),
  ])
  return { trade, manifest, paths }
}

const keep = (organisation: string, { trade, manifest, paths }: Asked, savedAt: string): boolean =>
  manifest !== undefined && keepDelivery(organisation, { trade, manifest, paths, savedAt })

const openedFrom = ({ trade, manifest, paths, savedAt }: Delivery): Opened => ({
  trade,
  expectation: manifest.expectation,
  blind: manifest.blind,
  paths: new Map(paths),
  from: 'device',
  savedAt,
  isKept: true,
})

/** What is kept of a trade; its signature is checked against the log that this device knows. */
export const deliveryOnDevice = (organisation: string, no: string): Delivery | undefined => {
  const known = deviceLogPin.known()
  return known === undefined ? undefined : keptDelivery(organisation, no, known.verifierKey)
}

/** Failures that say nothing about the trade: what is kept serves meanwhile. */
const isPassing = (cause: unknown): boolean =>
  cause instanceof ApiFailure && (cause.code === 'NETWORK' || cause.status >= 500 || [401, 429].includes(cause.status))

/**
 * The trade with what is due on it. `hold`: what was kept stays as it is, because a confirmation speaks of it. Throws ApiFailure when the
 * server refuses, or cannot be asked and nothing is kept.
 */
export const openDelivery = async (organisation: string, no: string, hold: boolean): Promise<Opened> => {
  const kept = deliveryOnDevice(organisation, no)
  try {
    const asked = await ask(no, kept === undefined ? {} : { deadline: patienceMs })
    const { trade, paths } = asked
    const savedAt = new Date().toISOString()
    await deviceLogPin.trusted().catch(() => undefined)
    const isKept = hold || keep(organisation, asked, savedAt)
    const expectation = trade.expectation ?? trade.blind
    return {
      ...{ trade, expectation, blind: trade.blind !== undefined, paths: new Map(paths), savedAt },
      ...{ from: 'server', isKept },
    }
  } catch (cause) {
    if (kept === undefined || !isPassing(cause)) throw cause
    return openedFrom(kept)
  }
}

/** Fetches what is not here yet of these trades, one after the other, the first ones first; whatever fails is left for later. */
export const fetchAhead = async (organisation: string, trades: readonly TradeSummary[]): Promise<void> => {
  await deviceLogPin.trusted().catch(() => undefined)
  for (const { no, updatedAt, state } of trades.slice(0, mostAhead)) {
    if (!onItsWay.includes(state)) continue
    const known = keptDeliveries(organisation).find((entry) => entry.no === no)
    const isFresh = known?.updatedAt === updatedAt && Date.now() - Date.parse(known.savedAt) < staleMs
    if (isFresh) continue
    try {
      keep(organisation, await ask(no, { quiet: true }), new Date().toISOString())
    } catch {
      return
    }
  }
}
