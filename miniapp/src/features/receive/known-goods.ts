// Which product and lot a code stands for, from the server's trace of it.
import type { TraceView } from '@ectrace/shared/api/views'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import type { Goods } from '@ectrace/shared/counting/operation'

const textAt = (view: Pick<TraceView, 'records'>, record: string | undefined, field: string): string | undefined => {
  const value = record === undefined ? undefined : view.records[record]?.fields[field]?.value
  return typeof value === 'string' ? value : undefined
}

/** undefined when the trace does not say which product it is or how that is measured. */
export const goodsIn = (
  view: Pick<TraceView, 'code' | 'product' | 'records' | 'subjects'>,
): { path: string; goods: Goods } | undefined => {
  const code = parsePath(view.code.path)
  if (code.kind !== 'item' && code.kind !== 'batch') return undefined
  const record = view.subjects.products[view.product]
  const unit = textAt(view, record, 'unit')
  if (unit === undefined) return undefined
  const name = textAt(view, record, 'name') ?? view.product
  return { path: code.path, goods: { product: view.product, name, lot: code.lot, unit } }
}
