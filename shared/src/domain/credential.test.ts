import { describe, expect, test } from '@jest/globals'
import { canChangeStatus, isValidOn, statusOn } from './credential.ts'
import type { CredentialStatus, DatedCredential, Standing } from './credential.ts'

const licence: DatedCredential = { status: 'valid', validFrom: '2025-01-01', validTo: '2025-12-31' }

describe('statusOn', () => {
  test.each<[string, DatedCredential, string, Standing]>([
    ['the day before the first', licence, '2024-12-31', 'not_yet_valid'],
    ['the first day', licence, '2025-01-01', 'valid'],
    ['the last day', licence, '2025-12-31', 'valid'],
    ['the day after the last', licence, '2026-01-01', 'expired'],
    ['any day when no last one is stated', { status: 'valid', validFrom: '2025-01-01' }, '2099-01-01', 'valid'],
    ['any day while it is suspended', { ...licence, status: 'suspended' }, '2025-06-01', 'suspended'],
    ['a day past the last of one that was revoked', { ...licence, status: 'revoked' }, '2026-06-01', 'revoked'],
    ['any day of one that was replaced', { ...licence, status: 'replaced' }, '2025-06-01', 'replaced'],
  ])('%s', (_title, credential, day, standing) => {
    expect(statusOn(credential, day)).toBe(standing)
    expect(isValidOn(credential, day)).toBe(standing === 'valid')
  })
})

test('a suspension may be lifted; revoked and replaced are for good', () => {
  const all: CredentialStatus[] = ['valid', 'suspended', 'revoked', 'replaced']
  const may = all.flatMap((from) => all.filter((to) => canChangeStatus(from, to)).map((to) => `${from} ${to}`))
  expect(may).toEqual(['valid suspended', 'valid revoked', 'suspended valid', 'suspended revoked'])
})
