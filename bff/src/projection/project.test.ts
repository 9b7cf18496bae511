// A state value and its row: every member has its column, and nothing is left out or taken for something else.
import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Json } from '@ectrace/shared/proof/canonical'
import { columnsOf, stateKinds } from '../store/state-columns.ts'
import type { StateKind, StateRow } from '../store/state-columns.ts'
import { columnValue, kindOf, project, valueOfRow } from './project.ts'
import { stateSamples } from './state-samples.ts'

const written = { height: 7, index: 2, transaction: 't1', leafIndex: 31 }
const entry = (key: string, value: unknown) => ({ key, value: value as Json, ...written })

/** The whole value from its row, column by column. */
const valueBack = (kind: StateKind, row: Readonly<Record<string, string | number | null>>): Record<string, Json> =>
  Object.fromEntries(
    Object.keys(columnsOf(kind)).flatMap((column): [string, Json][] => {
      const value = columnValue(kind, column, row[column] ?? null)
      return value === undefined ? [] : [[column, value]]
    }),
  )

describe('the row of a state value', () => {
  test.each(stateKinds)('%s: has a column for every member, and gives every member back', (kind) => {
    const { key, full, bare } = stateSamples[kind]
    for (const value of bare === undefined ? [full] : [full, bare]) {
      const projected = project(entry(key, value))
      expect(projected.kind).toBe(kind)
      expect(projected.row).toMatchObject({ key, height: 7, tx_index: 2, transaction: 't1', leaf_index: 31 })
      expect(valueBack(kind, projected.row)).toEqual(value)
      expect(valueOfRow(kind, projected.row as unknown as StateRow<typeof kind>)).toEqual(value)
    }
    expect(Object.keys(columnsOf(kind)).sort()).toEqual(Object.keys(full).sort())
  })

  test('is refused when the value has a member that no column holds', () => {
    const { key, full } = stateSamples.batch
    const act = (): unknown => project(entry(key, { ...full, colour: 'red' }))
    expect(act).toThrow(
      expect.objectContaining({ code: 'INTERNAL', details: { key, member: 'colour', rule: 'known member' } }),
    )
  })

  test.each([
    ['a member is missing', { lot: undefined }, 'lot', 'text'],
    ['a text is a number', { lot: 7 }, 'lot', 'text'],
    ['an optional text is a number', { expiresOn: 7 }, 'expiresOn', 'text?'],
    ['an optional text is null', { expiresOn: null }, 'expiresOn', 'text?'],
    ['an integer is a text', { v: '1' }, 'v', 'integer'],
    ['an integer is a fraction', { v: 1.5 }, 'v', 'integer'],
  ])('is refused when %s', (_, change, member, rule) => {
    const { key, full } = stateSamples.batch
    const value = JSON.parse(JSON.stringify({ ...full, ...change })) as Json
    expect(() => project(entry(key, value))).toThrow(
      expect.objectContaining({ code: 'INTERNAL', details: { key, member, rule } }),
    )
  })

  test.each(['', 'organisation/O1', 'stock/1', 'batches/B1'])(
    'is refused under the key "%s", which no kind has',
    (key) => {
      expect(kindOf(key)).toBeUndefined()
      expect(() => project(entry(key, { v: 1 }))).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    },
  )

  test.each([[[]], ['text'], [null], [3]])('is refused when the value is no object but %j', (value) => {
    expect(() => project(entry(keys.batch('B1'), value))).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})

describe('the kind of a key', () => {
  test('is found for every key that the chain uses', () => {
    const made = Object.entries(keys).map(([kind, make]) => [
      kind,
      kindOf((make as (...parts: string[]) => string)('a', 'b')),
    ])
    expect(made).toEqual(Object.keys(keys).map((kind) => [kind, kind]))
  })
})

describe('a column edited by hand', () => {
  test('reads as it stands, so that its digest differs', () => {
    expect(columnValue('user', 'roles', '["trader"')).toBe('["trader"')
    expect(columnValue('organisation', 'named', 7)).toBe(7)
    expect(columnValue('organisation', 'named', 0)).toBe(false)
    expect(columnValue('batch', 'lot', null)).toBeUndefined()
  })

  test('that is no JSON any more is named when the whole value is asked for', () => {
    const { key, full } = stateSamples.user
    const { row } = project(entry(key, full))
    const edited = { ...row, roles: '["trader"' } as unknown as StateRow<'user'>
    expect(() => valueOfRow('user', edited)).toThrow(
      expect.objectContaining({ code: 'STATE_DIGEST_MISMATCH', details: { table: 'user', key, column: 'roles' } }),
    )
  })
})
