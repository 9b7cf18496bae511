// The codes that were scanned for an onward trade, kept on the device: which are taken, which are none.
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { AppError } from '@ectrace/shared/errors'
import { listOf, objectOf, textOf } from '../../state/read-draft'

/** `buyerName` is shown while the search speaks of others; `promised` is a day or ''. */
export type OnwardDraftOnPhone = { codes: string[]; buyer: string; buyerName: string; promised: string }

/** Schema of the request. */
const mostCodes = 500
export const nothingScanned: OnwardDraftOnPhone = { codes: [], buyer: '', buyerName: '', promised: '' }
export const readOnward = objectOf<OnwardDraftOnPhone>({
  codes: listOf(textOf, mostCodes),
  buyer: textOf,
  buyerName: textOf,
  promised: textOf,
})

export type ScannedGoods = { kind: 'added' | 'duplicate'; path: string } | { kind: 'wrong' } | { kind: 'full' }

/** Items, packs and whole batches; whether they are in our hands is for the server to say. */
export const scanGoods = (text: string, typed: boolean, codes: readonly string[]): ScannedGoods => {
  const path = (typed ? normalizeTyped(text) : text).replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/, '')
  try {
    const code = parsePath(path)
    if (code.kind === 'trade') return { kind: 'wrong' }
    if (codes.includes(code.path)) return { kind: 'duplicate', path: code.path }
    return codes.length >= mostCodes ? { kind: 'full' } : { kind: 'added', path: code.path }
  } catch (cause) {
    if (cause instanceof AppError) return { kind: 'wrong' }
    throw cause
  }
}
