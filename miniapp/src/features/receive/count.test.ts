import { describe, expect, test } from '@jest/globals'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { countReducer, type CountAction, type CountState } from './count'
import { readKnownGoods, readScan } from './reading'
import { contextOf, item, milkBatch, moment, nothing, trade, yogurtBatch } from './sample-trade'

const run = (state: CountState, ...actions: CountAction[]): CountState =>
  actions.reduce((before, action) => countReducer(before, action, moment), state)
const scan = (state: CountState, text: string, rejected = false): CountState =>
  countReducer(state, { type: 'scanned', reading: readScan(text, false, contextOf(state)), rejected }, moment)
const scanAll = (...texts: string[]): CountState => texts.reduce((state, text) => scan(state, text), nothing())

describe('counting by scanning', () => {
  test('starts at nothing', () => {
    expect(lineCount(nothing(), 1)).toEqual({ accepted: '0', rejected: '0', reason: 'damaged' })
  })

  test('adds one to the line that names the unit', () => {
    const state = scanAll(`https://trace.example${item(milkBatch, 1)}`, item(milkBatch, 2))
    expect(lineCount(state, 1).accepted).toBe('2')
    expect(state.recent[0]).toMatchObject({ verdict: 'hit', line: 1 })
  })

  test('does not count the same code twice', () => {
    const state = scanAll(item(milkBatch, 1), item(milkBatch, 1))
    expect(lineCount(state, 1).accepted).toBe('1')
    expect(state.units).toHaveLength(1)
    expect(state.recent.map(({ verdict }) => verdict)).toEqual(['duplicate', 'hit'])
  })

  test('the reducer itself refuses a second count of a code, whatever the reading says', () => {
    const reading = readScan(item(milkBatch, 1), false, contextOf(nothing()))
    const action: CountAction = { type: 'scanned', reading, rejected: false }
    const state = run(nothing(), action, action)
    expect(lineCount(state, 1).accepted).toBe('1')
    expect(state.recent[0]?.verdict).toBe('duplicate')
  })

  test('fills two bulk lines of one batch in turn', () => {
    const state = scanAll(...[1, 2, 3].map((n) => item(yogurtBatch, n)))
    expect([lineCount(state, 2).accepted, lineCount(state, 3).accepted]).toEqual(['2', '1'])
  })

  test('counts a unit of the batch that was not sent, so that the receipt is refused for it', () => {
    const state = scanAll(item(milkBatch, 7))
    expect(state.units[0]).toMatchObject({ verdict: 'unknown', line: 1 })
    expect(lineCount(state, 1).accepted).toBe('1')
  })

  test('learns from the server that a unit belongs to another trade', () => {
    const path = item(milkBatch, 7)
    const state = run(scanAll(path), { type: 'learned', path, trade: 'OTHER' })
    expect(state.units[0]).toMatchObject({ verdict: 'other_trade', trade: 'OTHER' })
    expect(state.recent[0]).toMatchObject({ verdict: 'other_trade', detail: 'OTHER' })
    expect(lineCount(state, 1).accepted).toBe('1')
  })

  test('another trade’s code, this trade’s code and noise add nothing', () => {
    const state = scanAll(`/s/t/${trade}`, '/s/t/ZZZZZZZZZZZZZZZZZZZZ', 'hello', 'https://evil.example/s/t/0')
    expect(state.units).toHaveLength(0)
    expect(state.recent.map(({ verdict }) => verdict)).toEqual(['unreadable', 'unreadable', 'trade_code', 'this_trade'])
    expect(state.recent[0]?.detail).toBe('CODE_FOREIGN_HOST')
  })

  test('goods of another lot become an entry of their own', () => {
    const wrong = '/s/01/06901234567892/10/L9'
    const state = scanAll(item(wrong, 1), item(wrong, 2))
    expect(state.extras).toMatchObject([{ lot: 'L9', name: 'Milk', quantity: '2' }])
    expect(lineCount(state, 1).accepted).toBe('0')
  })

  test('goods that the server names are counted as not listed, or on their line after all', () => {
    const context = contextOf(nothing())
    const strange = { product: 'PX', name: 'X', lot: 'Q', unit: 'EA' }
    expect(readKnownGoods(item('/s/x/PX/10/Q', 1), strange, context)).toMatchObject({ verdict: 'wrong_product' })
    const cheese = { product: 'PCHEAAAAAAAAAAAAAAAA', name: 'Cheese', lot: 'C1', unit: 'KGM' }
    expect(readKnownGoods(item('/s/01/00000000000017/10/C1', 1), cheese, context)).toMatchObject({
      verdict: 'hit',
      line: 4,
    })
  })
})

describe('undo', () => {
  test('takes the last unit back, and the one before it when pressed twice', () => {
    const counted = scanAll(item(milkBatch, 1), item(milkBatch, 2), item(milkBatch, 3))
    const once = run(counted, { type: 'undone' })
    expect(lineCount(once, 1).accepted).toBe('2')
    expect(once.recent[0]).toMatchObject({ verdict: 'undone', path: item(milkBatch, 3) })
    const twice = run(once, { type: 'undone' })
    expect(lineCount(twice, 1).accepted).toBe('1')
    expect(twice.units.map(({ path }) => path)).toEqual([item(milkBatch, 1)])
  })

  test('skips duplicates, which counted nothing', () => {
    const state = run(scanAll(item(milkBatch, 1), item(milkBatch, 1)), { type: 'undone' })
    expect(lineCount(state, 1).accepted).toBe('0')
  })

  test('changes nothing when nothing was scanned, and leaves typed numbers', () => {
    const typed = run(nothing(), { type: 'entered', line: 2, field: 'accepted', text: '5' })
    expect(run(typed, { type: 'undone' })).toBe(typed)
  })

  test('an undone code can be counted again', () => {
    const state = scan(run(scanAll(item(milkBatch, 1)), { type: 'undone' }), item(milkBatch, 1))
    expect(lineCount(state, 1).accepted).toBe('1')
    expect(state.recent[0]?.verdict).toBe('hit')
  })

  test('takes goods that are not listed away with their last code', () => {
    const state = run(scanAll(item('/s/01/06901234567892/10/L9', 1)), { type: 'undone' })
    expect(state.extras).toEqual([])
  })
})

describe('damaged units', () => {
  test('are counted apart when scanned as rejected', () => {
    const state = scan(nothing(), item(milkBatch, 1), true)
    expect(lineCount(state, 1)).toMatchObject({ accepted: '0', rejected: '1' })
    expect(state.recent[0]?.verdict).toBe('rejected')
  })

  test('move from accepted to rejected and back', () => {
    const path = item(milkBatch, 1)
    const bad = run(scanAll(path), { type: 'moved', path, rejected: true })
    expect(lineCount(bad, 1)).toMatchObject({ accepted: '0', rejected: '1' })
    expect(lineCount(run(bad, { type: 'moved', path, rejected: false }), 1)).toMatchObject({
      accepted: '1',
      rejected: '0',
    })
  })
})

describe('entry', () => {
  test('a scan adds to what was typed', () => {
    const typed = run(nothing(), { type: 'entered', line: 2, field: 'accepted', text: '1' })
    expect(lineCount(scan(typed, item(yogurtBatch, 1)), 2).accepted).toBe('2')
  })

  test('a batch code asks for the number and counts nothing', () => {
    const state = scanAll(yogurtBatch)
    expect(state.recent[0]).toMatchObject({ verdict: 'enter_line', line: 2 })
    expect(lineCount(state, 2).accepted).toBe('0')
  })

  test('units of weighed goods are remembered, their weight is typed', () => {
    const state = scanAll(item('/s/x/PCHEAAAAAAAAAAAAAAAA/10/C1', 1))
    expect(state.units).toHaveLength(1)
    expect(state.units[0]?.each).toBeUndefined()
  })
})
