// For tests of the check: one honest trace, the device that knows its log, and ways to alter it.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import type { Json } from '@ectrace/shared/proof/canonical'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { advancePin } from '@ectrace/shared/proof/pin'
import { parseTraceView } from './parse-trace-view'
import type { TraceCheck, Trusted } from './trace-check'
import { checkpointOf, consistencyOf, verifierKey } from './test-log'
import { makeTrace } from './trace-fixture'
import { verifyTrace } from './verify-trace'

export const now = Date.parse('2026-11-22T10:00:00Z')
export const { of, view, records, plant, shop, works, paths } = makeTrace()
export const pin = advancePin(undefined, { checkpointText: checkpointOf(of, 9) }, verifierKey)
export const checkpoint = verifyCheckpoint(view.checkpoint, verifierKey)
export const grown: TraceView = { ...view, consistency: consistencyOf(of, 9) }
export const trusted: Trusted = { verifierKey, pin, asked: view.code.path, now }

/** As it comes over the wire: through JSON and the parser, then the check. */
export const check = (reply: unknown, device = trusted): TraceCheck =>
  verifyTrace(parseTraceView(JSON.parse(JSON.stringify(reply))), device)

export const change = (id: string, how: (record: ProvenRecord) => Partial<ProvenRecord>): TraceView => {
  const record = grown.records[id]
  if (record === undefined) throw new Error(`no record ${id}`)
  return { ...grown, records: { ...grown.records, [id]: { ...record, ...how(record) } } }
}
export const mirror = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)

export const otherThan = (value: Json): Json => {
  if (typeof value === 'boolean') return !value
  return typeof value === 'number' ? value + 1 : `x${JSON.stringify(value)}`
}
