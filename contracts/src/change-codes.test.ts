// Minting codes for later, and putting them into use, freezing, releasing and voiding them: who may, and what is kept of it.
import { describe, expect, test } from '@jest/globals'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, person, refused } from '../test/harness.ts'
import type { Fields, Person } from '../test/harness.ts'
import { enrolment, world } from '../test/world.ts'
import type { World } from '../test/world.ts'

type Name = 'activateCodes' | 'freezeCodes' | 'releaseCodes' | 'voidCodes'
const more: Record<Name, Fields> = {
  activateCodes: {},
  freezeCodes: { reason: 'suspected_copy', note: 'seen twice' },
  releaseCodes: { note: 'it was ours' },
  voidCodes: { reason: 'not_used', note: '' },
}
const act = (w: World, name: Name, from: number, to: number, change: Fields = {}, who: Person = w.dairy.trader) =>
  w.chain.act(who, name, { batch: w.batch.id, set: 0, from, to, ...more[name], ...change })
const runs = (w: World, set = 0) => w.chain.get(keys.codeRuns(w.batch.id, set))?.runs
const mint = (w: World, change: Fields = {}, who = w.dairy.trader) =>
  w.chain.act(who, 'mintCodes', { batch: w.batch.id, set: 1, root: hash('two'), count: 5, ...change })
/** Somebody of the operator who may stop codes. */
const stopper = async (w: World): Promise<Person> => {
  const who = person()
  await w.chain.act(w.operator.admin, 'enrolUser', enrolment(who, w.operator.id, ['operator']))
  return who
}

describe('mintCodes', () => {
  test('says of a set whether its codes are in use at once, and writes no states: there is nothing to tell yet', async () => {
    const w = await world()
    await mint(w, { activation: 'later' })
    expect(w.chain.get(keys.codes(w.batch.id))?.sets).toEqual([
      { set: 0, root: expect.any(String), count: 10 },
      { set: 1, root: hash('two'), count: 5, activation: 'later' },
    ])
    expect(runs(w, 1)).toBeUndefined()
  })

  test.each<[string, Fields, string, string]>([
    ['another word for it', { activation: 'never' }, 'VALIDATION_FAILED', 'activation'],
    ['more than a million', { count: 1_000_001 }, 'VALIDATION_FAILED', 'count'],
    ['a set that is not the next', { set: 2 }, 'VALIDATION_FAILED', 'set'],
    ['a set that was minted', { set: 0 }, 'ALREADY_EXISTS', 'set'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => mint(w, change))).toMatchObject({ code, field: arg(field) })
  })
})

describe('the states of codes', () => {
  test('go from printed to active to void, and every act is kept as it was signed', async () => {
    const w = await world()
    await mint(w, { activation: 'later' })
    await act(w, 'activateCodes', 0, 3, { set: 1 })
    const { events } = await act(w, 'voidCodes', 3, 4, { set: 1 })
    expect(w.chain.get(keys.codeRuns(w.batch.id, 1))).toEqual({
      v: 1,
      batch: w.batch.id,
      set: 1,
      acts: 2,
      runs: [
        { from: 0, to: 2, state: 'active' },
        { from: 3, to: 4, state: 'void' },
      ],
    })
    const kept = { v: 1, batch: w.batch.id, set: 1, organisation: w.dairy.id }
    expect(w.chain.get(keys.codeActed(w.batch.id, 1, 0))).toEqual({ ...kept, n: 0, act: 'activate', from: 0, to: 3 })
    expect(w.chain.get(keys.codeActed(w.batch.id, 1, 1))).toEqual({
      ...kept,
      n: 1,
      act: 'void',
      from: 3,
      to: 4,
      reason: 'not_used',
      note: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(events).toEqual([
      { name: 'codesChanged', payload: { v: 1, batch: w.batch.id, set: 1, act: 'void', from: 3, to: 4 } },
    ])
  })

  test('are those of a set in use at once until something is done to it', async () => {
    const w = await world()
    await act(w, 'freezeCodes', 2, 2)
    expect(runs(w)).toEqual([
      { from: 0, to: 1, state: 'active' },
      { from: 2, to: 2, state: 'active', frozen: true },
      { from: 3, to: 9, state: 'active' },
    ])
    await act(w, 'releaseCodes', 2, 2)
    expect(runs(w)).toEqual([{ from: 0, to: 9, state: 'active' }])
  })

  test('one envelope does several acts, each on what the one before left', async () => {
    const w = await world()
    const range = { batch: w.batch.id, set: 0, from: 0, to: 9 }
    await w.chain.submit(
      w.chain.prepare(w.dairy.trader, [
        { name: 'freezeCodes', fields: { ...range, ...more.freezeCodes } },
        { name: 'releaseCodes', fields: { ...range, ...more.releaseCodes } },
      ]),
    )
    expect(w.chain.get(keys.codeRuns(w.batch.id, 0))).toMatchObject({ acts: 2, runs: [{ from: 0, to: 9 }] })
  })

  test.each<[string, Name, [number, number], Fields, string, string]>([
    ['an unknown batch', 'freezeCodes', [0, 1], { batch: batchId('x', 'y') }, 'NOT_FOUND', 'batch'],
    ['a set that was never minted', 'voidCodes', [0, 1], { set: 1 }, 'NOT_FOUND', 'set'],
    ['a range beyond the set', 'freezeCodes', [0, 10], {}, 'VALIDATION_FAILED', 'to'],
    ['a range that ends before it begins', 'freezeCodes', [3, 2], {}, 'VALIDATION_FAILED', 'to'],
    ['an index that is none', 'freezeCodes', [-1, 2], {}, 'VALIDATION_FAILED', 'from'],
    ['activating what is in use', 'activateCodes', [0, 1], {}, 'STATE_CONFLICT', 'from'],
    ['releasing what is not frozen', 'releaseCodes', [0, 1], {}, 'STATE_CONFLICT', 'from'],
    ['a freeze without a reason', 'freezeCodes', [0, 1], { reason: 'mood' }, 'VALIDATION_FAILED', 'reason'],
    [
      'a void for a reason of a freeze',
      'voidCodes',
      [0, 1],
      { reason: 'suspected_copy' },
      'VALIDATION_FAILED',
      'reason',
    ],
  ])('%s is refused', async (_title, name, [from, to], change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => act(w, name, from, to, change))).toMatchObject({ code, field: arg(field) })
  })

  test('what is void stays void', async () => {
    const w = await world()
    await act(w, 'voidCodes', 0, 9)
    for (const name of ['activateCodes', 'freezeCodes', 'releaseCodes', 'voidCodes'] as const)
      expect(await refused(w.chain, () => act(w, name, 4, 4))).toMatchObject({
        code: 'STATE_CONFLICT',
        field: arg('from'),
        rule: 'code.state',
      })
  })
})

describe('who may change codes', () => {
  test('a trader of the maker; nobody else of it, and no other company', async () => {
    const w = await world()
    for (const name of ['freezeCodes', 'voidCodes'] as const) {
      expect(await refused(w.chain, () => act(w, name, 0, 1, {}, w.dairy.warehouse))).toMatchObject({
        code: 'FORBIDDEN',
      })
      expect(await refused(w.chain, () => act(w, name, 0, 1, {}, w.shopA.trader))).toMatchObject({
        code: 'WRONG_ORGANISATION',
        field: arg('batch'),
      })
    }
  })

  test('the operator freezes and releases what it froze; its maker does not release that', async () => {
    const w = await world()
    const operator = await stopper(w)
    await act(w, 'freezeCodes', 0, 9, {}, operator)
    expect(w.chain.get(keys.codeActed(w.batch.id, 0, 0))?.organisation).toBe(w.operator.id)
    expect(await refused(w.chain, () => act(w, 'releaseCodes', 0, 9))).toMatchObject({ code: 'STATE_CONFLICT' })
    await act(w, 'releaseCodes', 0, 9, {}, operator)
    expect(runs(w)).toEqual([{ from: 0, to: 9, state: 'active' }])
  })

  test('the operator neither activates nor voids codes of others, and needs the role', async () => {
    const w = await world()
    const operator = await stopper(w)
    for (const name of ['activateCodes', 'voidCodes'] as const)
      expect((await refused(w.chain, () => act(w, name, 0, 1, {}, operator))).code).toBe('FORBIDDEN')
    expect((await refused(w.chain, () => act(w, 'freezeCodes', 0, 1, {}, w.operator.trader))).code).toBe('FORBIDDEN')
  })
})
