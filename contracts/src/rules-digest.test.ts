import { expect, test } from '@jest/globals'
import { transactionNames } from '@ectrace/shared/ledger/transactions'
import { rulebook } from './rulebook.ts'
import { rulesDigest } from './rules-digest.ts'

test('the digest of the rules is 32 bytes and does not change by itself', () => {
  expect(rulesDigest()).toMatch(/^[0-9a-f]{64}$/)
  expect(rulesDigest()).toBe(rulesDigest())
})

test('every transaction has a rule and every rule a transaction', () => {
  expect(Object.keys(rulebook).sort()).toEqual([...transactionNames].sort())
})
