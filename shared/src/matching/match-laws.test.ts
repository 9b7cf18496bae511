// Laws that every count obeys, whatever was expected and counted.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { add } from '../domain/decimal.ts'
import { match } from './match.ts'
import type { CountedLine, ExpectedLine, RejectReason } from './match.ts'

const amount = (most: number): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(most), fc.nat(999)).map(([integer, thousandths]) => {
    const fraction = String(thousandths).padStart(3, '0').replace(/0+$/, '')
    return fraction === '' ? String(integer) : `${String(integer)}.${fraction}`
  })

const product = fc.constantFrom('P', 'Q', 'R')
const lot = fc.constantFrom('1', '2', '3')
const units = fc.array(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5', '/s/00/p', '/s/00/k'), { maxLength: 4 })
/** A pallet of a carton with two items and a loose one. */
const packs = {
  '/s/00/p': { children: ['/s/00/k', 'u1'], quantity: '3' },
  '/s/00/k': { children: ['u2', 'u3'], quantity: '2' },
}
const reason: fc.Arbitrary<RejectReason> = fc.constantFrom('damaged', 'quality', 'other')

const expectedLines: fc.Arbitrary<ExpectedLine[]> = fc
  .uniqueArray(
    fc.record(
      {
        product,
        lot,
        due: fc.oneof(amount(3), fc.constant('0')),
        tolerance: fc.constantFrom('0.01', '1'),
        units: fc.oneof(
          fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3'), { maxLength: 3 }),
          fc.constantFrom(['/s/00/p'], ['/s/00/k', 'u1'], ['u6', '/s/00/p']),
        ),
        contents: fc.constant({ '/s/00/p': '3', '/s/00/k': '2' }),
        receivedUnits: fc.constant(['u4']),
        expiry: fc.constantFrom('2025-11-21', '2025-11-22'),
        recalled: fc.boolean(),
        packing: fc.constant({ XCT: '2.5' }),
      },
      { requiredKeys: ['product', 'lot', 'due'] },
    ),
    { maxLength: 5, selector: (line) => `${line.product}|${line.lot}` },
  )
  .map((lines) => lines.map((line, i) => ({ ...line, line: i + 1, batch: `${line.product}.${line.lot}`, unit: 'KGM' })))

const row: fc.Arbitrary<CountedLine> = fc.record(
  {
    line: fc.integer({ min: 1, max: 6 }),
    product,
    lot,
    unit: fc.constantFrom('KGM', 'KGM', 'KGM', 'XPX', 'LTR'),
    accepted: fc.nat(4).map(String),
    rejected: fc.constantFrom('0', '0', '0', '1'),
    missing: fc.constantFrom('0', '0', '1', '2'),
    reason,
    units,
    rejectedUnits: units,
  },
  { requiredKeys: ['product', 'lot', 'unit', 'accepted', 'rejected', 'missing'] },
)

/** Half of the counts are what is due, so that agreement is met too. */
const faithful = (lines: readonly ExpectedLine[]): CountedLine[] =>
  lines.map(({ line, product: of, lot: from, unit, due, units: named }) => ({
    line,
    product: of,
    lot: from,
    unit,
    accepted: due,
    rejected: '0',
    missing: '0',
    ...(named === undefined ? {} : { units: named }),
  }))

const receipt = expectedLines.chain((lines) =>
  fc.record({
    expectation: fc.record({
      trade: fc.constant('T'),
      state: fc.constantFrom('dispatched' as const, 'partly_received' as const),
      buyer: fc.constant('B'),
      lines: fc.constant(lines),
      otherTrades: fc.constant({ u5: 'OTHER' }),
      packs: fc.constantFrom(packs, undefined),
    }),
    count: fc.record({
      receiver: fc.constant('B'),
      at: fc.constant('2025-11-22T08:00:00+08:00'),
      kind: fc.constantFrom('partial' as const, 'final' as const),
      lines: fc.oneof(fc.array(row, { maxLength: 8 }), fc.constant(faithful(lines))),
    }),
  }),
)

describe('laws of matching', () => {
  test('accepted + rejected + missing = due + extra on every line', () => {
    fc.assert(
      fc.property(receipt, ({ expectation, count }) => {
        for (const line of match(expectation, count).lines) {
          expect(add(add(line.accepted, line.rejected), line.missing)).toBe(add(line.due, line.extra))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('it agrees exactly when there are no differences, and both happen', () => {
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(receipt, ({ expectation, count }) => {
        const result = match(expectation, count)
        seen.add(result.agreed)
        expect(result.agreed).toBe(result.differences.length === 0)
        if (result.complete) expect(result.agreed).toBe(true)
      }),
      { numRuns: 500 },
    )
    expect(seen.size).toBe(2)
  })

  test('agreement without a tolerance means: nothing rejected or extra, and nothing missing when final', () => {
    fc.assert(
      fc.property(receipt, ({ expectation, count }) => {
        const lines = expectation.lines.map(({ tolerance: _none, ...line }) => line)
        const result = match({ ...expectation, lines }, count)
        if (!result.agreed) return
        for (const line of result.lines) {
          expect([line.rejected, line.extra]).toEqual(['0', '0'])
          if (count.kind === 'final') expect(line.missing).toBe('0')
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the order of rows changes nothing', () => {
    const shuffled = receipt.chain(({ expectation, count }) =>
      fc
        .shuffledSubarray(count.lines, { minLength: count.lines.length })
        .map((lines) => ({ expectation, count, other: { ...count, lines } })),
    )
    fc.assert(
      fc.property(shuffled, ({ expectation, count, other }) => {
        expect(match(expectation, other)).toEqual(match(expectation, count))
      }),
      { numRuns: 500 },
    )
  })

  test('splitting a row in two changes nothing', () => {
    const split = fc.record({ receipt, at: fc.nat(7), cut: fc.nat(4) })
    fc.assert(
      fc.property(split, ({ receipt: { expectation, count }, at, cut }) => {
        const whole = count.lines[at]
        if (whole === undefined || !/^[0-9]$/.test(whole.accepted)) return
        const part = Math.min(cut, Number(whole.accepted))
        const [a, b] = [String(part), String(Number(whole.accepted) - part)]
        const [left, right] = [whole.units?.slice(0, part), whole.units?.slice(part)]
        const first = { ...whole, accepted: a, units: left }
        const second = { ...whole, accepted: b, units: right, rejected: '0', missing: '0', rejectedUnits: undefined }
        const lines = [...count.lines.slice(0, at), first, ...count.lines.slice(at + 1), second]
        expect(match(expectation, { ...count, lines })).toEqual(match(expectation, count))
      }),
      { numRuns: 500 },
    )
  })

  test('it does not change what it is given', () => {
    fc.assert(
      fc.property(receipt, ({ expectation, count }) => {
        const before = JSON.stringify([expectation, count])
        match(expectation, count)
        expect(JSON.stringify([expectation, count])).toBe(before)
      }),
    )
  })

  test('items scanned in place of the packs they lie in are the same receipt, and say nothing of what stays away', () => {
    const item = (n: number): string => `/s/x/P/10/1/21/${String(n)}`
    const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    })
    const scans = fc.record({
      sizes,
      came: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      byPack: fc.boolean(),
    })
    fc.assert(
      fc.property(scans, ({ sizes: pallets, came, byPack }) => {
        const tree: Record<string, { children: string[]; quantity: string }> = {}
        const contents: Record<string, string> = {}
        let items = 0
        let cartons = 0
        const due = pallets.map((pallet, p) => {
          const children = pallet.map((size) => {
            const carton = `/s/00/c${String((cartons += 1))}`
            tree[carton] = { children: Array.from({ length: size }, () => item((items += 1))), quantity: String(size) }
            return carton
          })
          const path = `/s/00/p${String(p)}`
          const quantity = String(pallet.reduce((total, size) => total + size, 0))
          tree[path] = { children, quantity }
          contents[path] = quantity
          return path
        })
        const scanned = Array.from({ length: items }, (_none, i) => item(i + 1)).filter((_unit, i) => came[i] === true)
        const all = scanned.length === items
        const counted = byPack && all ? due : scanned
        const quantity = String(all ? items : scanned.length)
        const line = {
          line: 1,
          product: 'P',
          batch: 'B',
          lot: '1',
          unit: 'H87',
          due: String(items),
          units: due,
          contents,
        }
        const rows = [
          { product: 'P', lot: '1', unit: 'H87', accepted: quantity, rejected: '0', missing: '0', units: counted },
        ]
        const result = match(
          { trade: 'T', state: 'dispatched', buyer: 'B', lines: [line], packs: tree },
          { receiver: 'B', at: '2025-11-22T08:00:00+08:00', kind: 'partial', lines: rows },
        )
        expect(result.agreed).toBe(scanned.length > 0)
        const [matched] = result.lines
        if (all) expect(matched?.units).toEqual(due)
        if (scanned.length === 0) return
        expect(matched?.completeness).toBe(byPack && all ? 'completeness_inferred' : 'completeness_verified')
        const itemsIn = (unit: string): string[] => tree[unit]?.children.flatMap(itemsIn) ?? [unit]
        expect(matched?.units.flatMap(itemsIn).sort()).toEqual([...scanned].sort())
      }),
      { numRuns: 300 },
    )
  })
})
