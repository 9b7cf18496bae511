// From a scanned code to the batch and the item it names, or the reason why it names nothing.
import { serialMacInput, unpackSerial } from '@ectrace/shared/codes/serial'
import type { BatchCode, ItemCode, TraceCode } from '@ectrace/shared/codes/trace-code'
import { parseCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { codeKeyName } from '../codes/code-recipe.ts'
import { findCodes } from '../codes/find-codes.ts'
import type { CodePlace } from '../codes/find-codes.ts'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'

export type Resolved = {
  /** The channel in which the product lives: all else about the code is asked there. */
  at: Deps
  code: { kind: 'item' | 'batch'; path: string }
  product: State['product']
  batch: State['batch']
  /** The item's place in a minted set. */
  item?: CodePlace
}

const unknown = (path: string): AppError => new AppError('CODE_UNKNOWN', { details: { code: path } })

/** Noise is refused by its keyed check before anything is looked up. */
const refuseForged = async ({ codes, signer }: Deps, code: ItemCode & TraceCode): Promise<void> => {
  const { keyId, mac } = unpackSerial(code.serial)
  const key = await codes.keys.find(keyId)
  const input = serialMacInput(code.product, code.lot, code.serial)
  const due = key === undefined ? undefined : await signer.mac(key.wrapped, input, codeKeyName(keyId))
  if (due === undefined || !Buffer.from(due.subarray(0, 5)).equals(Buffer.from(mac))) {
    throw new AppError('CODE_FORGED', { details: { code: code.path } })
  }
}

const productOf = async (
  deps: Deps,
  { scheme, product }: BatchCode | ItemCode,
): Promise<State['product'] | undefined> => {
  const id = scheme === 'own' ? product : (await readState(deps, keys.gtin(product)))?.product
  return id === undefined ? undefined : readState(deps, keys.product(id))
}

/** The batch that a code names, on whichever channel it is: a product lives on one. */
export const goodsOf = async (
  channels: readonly Deps[],
  code: BatchCode | ItemCode,
): Promise<Pick<Resolved, 'at' | 'product' | 'batch'> | undefined> => {
  for (const at of channels) {
    const product = await productOf(at, code)
    const batch = product === undefined ? undefined : await readState(at, keys.batch(batchId(product.id, code.lot)))
    if (product !== undefined && batch !== undefined) return { at, product, batch }
  }
  return undefined
}

const itemOf = async (deps: Deps, path: string, batch: string): Promise<CodePlace> => {
  const place = (await findCodes(deps, batch, [path])).get(path)
  if (place === undefined) throw unknown(path)
  return place
}

/**
 * The item or batch that `text`, a link or a path, names by its form and its keyed check; nothing is looked up for that. Throws the
 * CODE_* errors of `parseCode`, CODE_FORGED, or CODE_UNKNOWN.
 */
export const genuineCode = async (deps: Deps, text: string): Promise<(ItemCode | BatchCode) & TraceCode> => {
  const code = parseCode(text, { hosts: deps.config.codeHosts })
  if (code.kind !== 'item' && code.kind !== 'batch') throw unknown(code.path)
  if (code.kind === 'item') await refuseForged(deps, code)
  return code
}

/** Throws what `genuineCode` throws, and CODE_UNKNOWN for what names nothing on chain. */
export const resolveCode = async (deps: Deps, text: string): Promise<Resolved> => {
  const code = await genuineCode(deps, text)
  const { path } = code
  const goods = await goodsOf(deps.channels, code)
  if (goods === undefined) throw unknown(path)
  const found = { ...goods, code: { kind: code.kind, path } }
  return code.kind === 'item' ? { ...found, item: await itemOf(goods.at, path, goods.batch.id) } : found
}
