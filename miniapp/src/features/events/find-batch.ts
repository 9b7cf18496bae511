// From a code on the goods to the batch that it speaks of.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { call } from '../../api/call'

/** `text` as scanned, or as typed. The server judges the code: forged and unknown ones throw its ApiFailure. */
export const findBatch = async (text: string, typed: boolean): Promise<BatchView> => {
  const { batch } = await call(endpoints.trace, { query: { c: typed ? normalizeTyped(text) : text } })
  return call(endpoints.batch, { params: { id: batch } })
}
