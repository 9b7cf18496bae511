// Transactions that say what may be sold and by whom: recalls and credentials. Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'
import { digestOnly, open } from './field-spec.ts'
import type { TransactionTable } from './field-spec.ts'

const credential = {
  subjectType: open(f.subjectType),
  /** An organisation, a product, a batch or a place. */
  subject: open(f.subject),
  type: open(f.credentialType),
  no: open(f.credentialNo),
}

export const safetyTransactions = {
  /** Batches are called back, and with them every batch that was made from them, before or after. */
  openRecall: {
    contract: 'recall',
    version: 1,
    fields: {
      id: open(f.id('recall')),
      batches: open(z.array(f.id('batch')).min(1).max(100)),
      class: open(z.union([z.literal(1), z.literal(2), z.literal(3)])),
      reason: open(f.recallReason),
      note: digestOnly('parties'),
    },
  },
  /** By the operator: which types of credential an organisation may issue, all of them. */
  grantAuthority: {
    contract: 'credential',
    version: 1,
    fields: { organisation: open(f.id('organisation')), types: open(z.array(f.credentialType).max(100)) },
  },
  issueCredential: {
    contract: 'credential',
    version: 1,
    fields: {
      ...credential,
      validFrom: open(f.day),
      /** Last day on which it is valid; absent: until it is revoked. */
      validTo: open(f.day.optional()),
      title: open(f.text.optional()),
      document: open(f.digest.optional()),
      /** Number of the one that it replaces. */
      replaces: open(f.credentialNo.optional()),
    },
  },
  changeCredentialStatus: {
    contract: 'credential',
    version: 1,
    fields: {
      ...credential,
      status: open(z.enum(['valid', 'suspended', 'revoked'])),
      reason: open(f.statusReason),
    },
  },
} as const satisfies TransactionTable
