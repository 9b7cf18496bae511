// What a scanned or typed code means for a load that is named item by item.
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { AppError } from '@ectrace/shared/errors'

export type ScannedUnit =
  | { kind: 'added'; path: string }
  | { kind: 'duplicate'; path: string }
  /** Enough are chosen. */
  | { kind: 'full' }
  /** An item of another batch. */
  | { kind: 'other' }
  /** No code of an item. */
  | { kind: 'wrong' }

/** The host is not looked at: which items are ours is said by the batch that the code must begin with. */
const pathOf = (text: string): string => text.replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/, '')

const itemPath = (text: string): string | undefined => {
  try {
    const code = parsePath(pathOf(text))
    return code.kind === 'item' ? code.path : undefined
  } catch (cause) {
    if (cause instanceof AppError) return undefined
    throw cause
  }
}

/** `batchPath` is the batch's own code; `need` is how many the load takes. */
export const scanUnit = (
  text: string,
  typed: boolean,
  load: { batchPath: string; chosen: readonly string[]; taken: ReadonlySet<string>; need: number },
): ScannedUnit => {
  const path = itemPath(typed ? normalizeTyped(text) : text)
  if (path === undefined) return { kind: 'wrong' }
  if (!path.startsWith(`${load.batchPath}/21/`)) return { kind: 'other' }
  if (load.chosen.includes(path) || load.taken.has(path)) return { kind: 'duplicate', path }
  return load.chosen.length >= load.need ? { kind: 'full' } : { kind: 'added', path }
}
