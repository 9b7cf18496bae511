// Receipt numbers of the reports that were sent from this device, newest first, so that their answers can be asked for later.
import { readStored, store } from '../platform/storage'
import { listOf, textOf } from './read-draft'

const key = 'reports'
const most = 20

export const keptReceipts = (): readonly string[] => listOf(textOf, most)(readStored(key)) ?? []

/** false when the device keeps nothing: the person has to write it down. */
export const keepReceipt = (receipt: string): boolean =>
  store(key, [receipt, ...keptReceipts().filter((kept) => kept !== receipt)].slice(0, most))
