// What COUNT_CONFLICT says: what was counted against, and what stands now.
import type { ErrorDetails } from '@ectrace/shared/errors'
import { tradeStates, type TradeState } from '@ectrace/shared/domain/trade'

type Basis = { state: TradeState; dues: ReadonlyMap<number, string | undefined> }
export type Moved = {
  was: { state: TradeState }
  now: { state: TradeState }
  lines: { line: number; was: string | undefined; now: string | undefined }[]
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const basisOf = (value: unknown): Basis | undefined => {
  if (!isFields(value) || !Array.isArray(value['lines'])) return undefined
  const state = tradeStates.find((known) => known === value['state'])
  if (state === undefined) return undefined
  const dues = new Map<number, string | undefined>()
  for (const one of value['lines'] as unknown[]) {
    if (!isFields(one) || typeof one['line'] !== 'number') return undefined
    dues.set(one['line'], typeof one['due'] === 'string' ? one['due'] : undefined)
  }
  return { state, dues }
}

/** undefined when the details have another shape. */
export const readMoved = (details: ErrorDetails): Moved | undefined => {
  const [was, now] = [basisOf(details['was']), basisOf(details['now'])]
  if (was === undefined || now === undefined) return undefined
  const lines = [...new Set([...was.dues.keys(), ...now.dues.keys()])].sort((a, b) => a - b)
  return { was, now, lines: lines.map((line) => ({ line, was: was.dues.get(line), now: now.dues.get(line) })) }
}
