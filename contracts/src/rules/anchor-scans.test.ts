import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, memoryChain, person, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { enrolment, organisation } from '../../test/world.ts'

const anchor = (day: string, scans: number, head = hash(String(scans))): Fields => ({ day, scans, head })

const begin = async () => {
  // 01:00 on 29 November in China.
  const chain = memoryChain('2025-11-28T17:00:00.000Z')
  const operator = await organisation(chain, 'operator', 'operator')
  const platform = person()
  await chain.act(operator.admin, 'enrolUser', enrolment(platform, operator.id, ['platform']))
  return { chain, operator, platform, supplier: await organisation(chain, 'farm', 'supplier') }
}

describe('anchorScans', () => {
  test('keeps each day and the newest', async () => {
    const { chain, operator, platform } = await begin()
    await chain.act(operator.admin, 'anchorScans', anchor('2025-11-27', 4))
    const { events } = await chain.act(platform, 'anchorScans', anchor('2025-11-28', 9))
    expect(events).toEqual([{ name: 'scansAnchored', payload: { v: 1, day: '2025-11-28', scans: 9 } }])
    expect(chain.get(keys.scanAnchor('2025-11-27'))).toEqual({ v: 1, ...anchor('2025-11-27', 4) })
    expect(chain.get(keys.scanAnchors())).toEqual({ v: 1, day: '2025-11-28', scans: 9 })
  })

  test('is the operator’s, and no one else’s', async () => {
    const { chain, supplier } = await begin()
    const asked = anchor('2025-11-28', 1)
    expect((await refused(chain, () => chain.act(supplier.admin, 'anchorScans', asked))).code).toBe('FORBIDDEN')
    const stranger = person()
    await chain.act(supplier.admin, 'enrolUser', enrolment(stranger, supplier.id, ['platform']))
    const error = await refused(chain, () => chain.act(stranger, 'anchorScans', asked))
    expect([error.code, error.rule]).toEqual(['FORBIDDEN', 'caller.operator'])
  })

  const cases: [string, Fields, string, string, string][] = [
    ['a day that is not over in China', anchor('2025-11-29', 9), 'VALIDATION_FAILED', 'day', 'day.over'],
    ['a day before the last one', anchor('2025-11-26', 9), 'STATE_CONFLICT', 'day', 'day.after-last'],
    ['the same day again', anchor('2025-11-27', 9), 'ALREADY_EXISTS', 'day', 'new'],
    ['fewer scans than before', anchor('2025-11-28', 3), 'STATE_CONFLICT', 'scans', 'scans.never-fewer'],
    [
      'another hash over the same',
      anchor('2025-11-28', 4, hash('x')),
      'STATE_CONFLICT',
      'head',
      'head.of-the-same-scans',
    ],
  ]
  test.each(cases)('refuses %s', async (_name, fields, code, field, rule) => {
    const { chain, operator } = await begin()
    await chain.act(operator.admin, 'anchorScans', anchor('2025-11-27', 4))
    const error = await refused(chain, () => chain.act(operator.admin, 'anchorScans', fields))
    expect([error.code, error.field, error.rule]).toEqual([code, arg(field), rule])
  })
})
