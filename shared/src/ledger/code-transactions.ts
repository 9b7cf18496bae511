// Transactions about printed codes: which of a minted set are in use, frozen or void, and where the log of scans stands. Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'
import { digestOnly, open } from './field-spec.ts'
import type { TransactionTable } from './field-spec.ts'

/** Codes of a set by their index, both ends included. */
const range = { batch: open(f.id('batch')), set: open(f.codeSet), from: open(f.codeIndex), to: open(f.codeIndex) }

export const codeTransactions = {
  /** Printed codes are on goods now. */
  activateCodes: { contract: 'trace', version: 1, fields: range },
  /** Red at the next scan, whatever their state, until they are released. By the maker of the batch or the operator. */
  freezeCodes: {
    contract: 'trace',
    version: 1,
    fields: { ...range, reason: open(f.freezeReason), note: digestOnly('parties') },
  },
  releaseCodes: { contract: 'trace', version: 1, fields: { ...range, note: digestOnly('parties') } },
  /** Labels that are on no goods and never will be (解绑): for good. */
  voidCodes: {
    contract: 'trace',
    version: 1,
    fields: { ...range, reason: open(f.voidReason), note: digestOnly('parties') },
  },
  /** How many scans the platform has logged on this channel up to the end of `day`, and the hash that stands for all of them. */
  anchorScans: {
    contract: 'scan',
    version: 1,
    fields: { day: open(f.day), scans: open(z.int().min(0)), head: open(f.digest) },
  },
} as const satisfies TransactionTable
