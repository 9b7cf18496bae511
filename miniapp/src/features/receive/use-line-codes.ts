// The codes of the trade's batches, asked for once, so that a scan is judged on the phone.
import { useMemo } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import type { Expectation } from '@ectrace/shared/matching/match'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { lineCodesOf, type LineCodes } from './line-codes'

/** More batches than this on one trade: the server is asked scan by scan. */
const mostBatches = 100

const pathOf = async (id: string): Promise<[string, string] | undefined> => {
  try {
    const { path } = await call(endpoints.batch, { params: { id } })
    return [id, path]
  } catch {
    // A batch that cannot be read now costs one question per scan, no more.
    return undefined
  }
}

export const useLineCodes = (trade: TradeView, expectation: Expectation): LineCodes => {
  const batches = [...new Set(expectation.lines.map(({ batch }) => batch))].slice(0, mostBatches)
  const paths = useFetch(`receive-batches:${batches.join()}`, async () => {
    const found = await Promise.all(batches.map(pathOf))
    return new Map(found.filter((entry) => entry !== undefined))
  })
  return useMemo(() => {
    const names = new Map(trade.lines.map(({ product, productName }) => [product, productName]))
    return lineCodesOf(expectation, paths.data ?? new Map<string, string>(), names)
  }, [trade.lines, expectation, paths.data])
}
