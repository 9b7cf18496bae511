import { describe, expect, test } from '@jest/globals'
import { add, sum } from '@ectrace/shared/domain/decimal'
import { countReducer, type CountAction, type CountState } from './count'
import { previewOf, rowsOf } from './preview'
import { readScan } from './reading'
import { buyer, contextOf, expectation, item, milkBatch, moment, nothing } from './sample-trade'

const now = '2026-11-22T10:00:00.000Z'
const run = (...actions: CountAction[]): CountState =>
  actions.reduce((before, action) => countReducer(before, action, moment), nothing())
const entered = (line: number, text: string, field: 'accepted' | 'rejected' = 'accepted'): CountAction => ({
  type: 'entered',
  line,
  field,
  text,
})
const scanned = (...paths: string[]): CountAction[] =>
  paths.map((path) => ({
    type: 'scanned',
    reading: readScan(path, false, contextOf(nothing())),
    rejected: false,
  }))
const all = [item(milkBatch, 1), item(milkBatch, 2), item(milkBatch, 3)]
const everything = [...scanned(...all), entered(2, '2'), entered(3, '4'), entered(4, '12.5')]
const look = (state: CountState) => previewOf(expectation, state, buyer, now)

describe('preview of the match', () => {
  test('an untouched count is empty, not wrong', () => {
    const preview = look(nothing())
    expect(preview.untouched).toBe(true)
    expect(preview.lines.map(({ status }) => status)).toEqual(['empty', 'empty', 'empty', 'empty'])
    expect(preview.lines.flatMap(({ faults }) => faults)).toEqual([])
  })

  test('a part that was counted is on its way: what is missing is shown and is no fault', () => {
    const preview = look(run(...scanned(all[0] ?? ''), entered(2, '1')))
    expect(preview.lines[0]).toMatchObject({ status: 'counting', accepted: '1', missing: '2', faults: [] })
    expect(preview.lines[1]).toMatchObject({ status: 'counting', accepted: '1', missing: '1', faults: [] })
    expect(preview.result?.agreed).toBe(false)
  })

  test('agrees when everything was counted', () => {
    const preview = look(run(...everything))
    expect(preview.result).toMatchObject({ agreed: true, complete: true })
    expect(preview.lines.every(({ status }) => status === 'full')).toBe(true)
  })

  test('numbers of every line add up: accepted + rejected + missing = due + extra', () => {
    const states = [run(...everything), run(entered(2, '5'), entered(2, '1', 'rejected')), nothing()]
    for (const state of states) {
      for (const { accepted, rejected, missing, extra, expected } of look(state).lines) {
        expect(sum([accepted, rejected, missing])).toBe(add(expected.due ?? '0', extra))
      }
    }
  })

  test('too many, damaged and foreign units are wrong at once', () => {
    const over = look(run(entered(2, '3')))
    expect(over.lines[1]).toMatchObject({ status: 'wrong', extra: '1' })
    expect(over.lines[1]?.faults.map(({ code }) => code)).toEqual(['over'])
    const damaged = look(run(entered(2, '1'), entered(2, '1', 'rejected')))
    expect(damaged.lines[1]?.faults.map(({ code }) => code)).toEqual(['damaged'])
    const foreign = look(run(...scanned(item(milkBatch, 7))))
    expect(foreign.lines[0]?.faults.map(({ code }) => code)).toEqual(['unit_unknown'])
    const again = look(run(...scanned(item(milkBatch, 9))))
    expect(again.lines[0]?.faults.map(({ code }) => code)).toEqual(['unit_already_received'])
  })

  test('a unit of which the server has said that it is on another trade is told as that', () => {
    const path = item(milkBatch, 7)
    const preview = look(run(...scanned(path), { type: 'learned', path, trade: 'OTHER' }))
    expect(preview.lines[0]?.faults).toMatchObject([{ code: 'unit_of_other_trade', actual: 'OTHER', unit: path }])
  })

  test('another lot is laid to the line it came in place of', () => {
    const preview = look(run(...scanned(item('/s/01/06901234567892/10/L9', 1))))
    expect(preview.lines[0]?.faults).toMatchObject([{ code: 'wrong_lot', expected: 'L1', actual: 'L9', quantity: '1' }])
  })

  test('a text that is no quantity marks its line and stops sending', () => {
    for (const [line, text, rule] of [
      [2, '1e3', 'plain-decimal'],
      [2, '0.5', 'whole-units-only'],
      [4, '０', 'plain-decimal'],
      [4, '', 'plain-decimal'],
    ] as const) {
      const preview = look(run(entered(line, text)))
      expect(preview.broken).toBe(true)
      expect(preview.lines[line - 1]).toMatchObject({ status: 'wrong', broken: { accepted: rule } })
    }
  })

  test('named units are counted by scanning only, weighed and bulk goods by entry', () => {
    expect(look(nothing()).lines.map(({ scanOnly }) => scanOnly)).toEqual([true, false, false, false])
  })

  test('a partial receipt agrees with a part', () => {
    const preview = look(run(entered(2, '1'), { type: 'kind', kind: 'partial' }))
    expect(preview.result).toMatchObject({ agreed: true, complete: false })
  })

  test('goods past their last day are marked before they are counted', () => {
    const lines = expectation.lines.map((line) => ({ ...line, expiry: '2026-11-21' }))
    const preview = previewOf({ ...expectation, lines }, nothing(), buyer, now)
    expect(preview.lines.every(({ outdated, faults }) => outdated && faults.length === 0)).toBe(true)
    const counted = previewOf({ ...expectation, lines }, run(entered(2, '1')), buyer, now)
    expect(counted.lines[1]?.faults.map(({ code }) => code)).toEqual(['expired'])
  })

  test('another organisation is told so before it counts', () => {
    const preview = previewOf(expectation, nothing(), 'OBBBBBBBBBBBBBBBBBBB', now)
    expect(preview.general.map(({ code }) => code)).toEqual(['wrong_buyer'])
  })
})

describe('rows that are sent', () => {
  test('name their line, one row for each, zeros too', () => {
    const rows = rowsOf(expectation, run(...everything))
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3, 4])
    expect(rows[0]).toMatchObject({ accepted: '3', rejected: '0', missing: '0', units: all })
    expect(rowsOf(expectation, nothing())).toHaveLength(4)
  })

  test('carry rejected units and the reason', () => {
    const state = run(
      { type: 'scanned', reading: readScan(all[0] ?? '', false, contextOf(nothing())), rejected: true },
      { type: 'reason', line: 1, reason: 'temperature' },
    )
    expect(rowsOf(expectation, state)[0]).toMatchObject({
      accepted: '0',
      rejected: '1',
      reason: 'temperature',
      rejectedUnits: [all[0]],
    })
  })

  test('goods that are not listed stand on no line', () => {
    const rows = rowsOf(expectation, run(...scanned(item('/s/01/06901234567892/10/L9', 1))))
    expect(rows[4]).toMatchObject({ lot: 'L9', accepted: '1' })
    expect(rows[4]).not.toHaveProperty('line')
  })
})
