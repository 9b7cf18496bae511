// Transactions of the registry: organisations, users, epochs. Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'
import { digestOnly, named, open } from './field-spec.ts'
import type { TransactionTable } from './field-spec.ts'

const user = {
  id: open(f.id('user')),
  publicKey: open(f.publicKey),
  certificate: open(f.digest),
  custody: open(f.custody),
}

export const identityTransactions = {
  /** Signed by the first administrator, whose key it registers. The first organisation of type operator needs no other; there is one. */
  registerOrganisation: {
    contract: 'identity',
    version: 1,
    fields: {
      id: open(f.id('organisation')),
      scheme: open(f.identifierScheme),
      value: named(f.identifierValue),
      name: named(f.name),
      type: open(f.organisationType),
      /** The organisation agrees to be named on consumer pages. */
      named: open(z.boolean()),
      administrator: open(f.id('user')),
      publicKey: open(f.publicKey),
      certificate: open(f.digest),
      custody: open(f.custody),
    },
  },
  verifyOrganisation: {
    contract: 'identity',
    version: 1,
    fields: {
      organisation: open(f.id('organisation')),
      level: open(z.enum(['verified', 'suspended'])),
      basis: digestOnly('regulator'),
    },
  },
  /** Signed by an administrator of the user's own organisation. */
  enrolUser: {
    contract: 'identity',
    version: 1,
    fields: { ...user, organisation: open(f.id('organisation')), roles: open(f.roles) },
  },
  revokeUser: { contract: 'identity', version: 1, fields: { id: open(f.id('user')), reason: digestOnly('parties') } },
  /**
   * The first entry after an older backup was restored: entries `lostFrom` to `lostTo - 1` are gone (absent: how many is not known).
   * `previous` is the backup's checkpoint, `endorsement` the old key's note about the new one. Signed by the operator's administrator.
   */
  openEpoch: {
    contract: 'identity',
    version: 1,
    fields: {
      epoch: open(z.int().min(2).max(9_999)),
      verifierKey: open(f.verifierKey),
      lostFrom: open(z.int().min(0)),
      lostTo: open(z.int().min(0).optional()),
      previous: open(f.signedNote),
      endorsement: open(f.signedNote),
      reason: open(f.restoreReason),
    },
  },
  /** The last entry that the embedded ledger takes: the log goes on where `successor` says. Signed by the operator's administrator. */
  closeLog: { contract: 'identity', version: 1, fields: { successor: open(z.enum(['fabric'])) } },
} as const satisfies TransactionTable
