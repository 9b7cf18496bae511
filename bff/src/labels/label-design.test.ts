// Plans of labels: the common sheet, what fits and what does not and by how much, whole dots for printers.
import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { planLabel, planSheet } from './label-design.ts'
import type { Grid, Wanted } from './label-design.ts'

const grid: Grid = { paper: 'a4', width: 63.5, height: 38.1, columns: 3, rows: 7, gapX: 2.5, gapY: 0 }
const wanted: Wanted = {
  width: 63.5,
  height: 38.1,
  texts: ['product', 'lot', 'expiresOn', 'serial'],
  modules: { M: 37, Q: 45 },
}
const faultOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details.faults?.[0]] : error
  }
  return 'no fault'
}

describe('a sheet', () => {
  test('has its labels in the middle of the paper', () => {
    expect(planSheet(grid)).toMatchObject({ columns: 3, rows: 7, stepX: 66, stepY: 38.1 })
    expect(planSheet(grid).left).toBeCloseTo(7.25)
    expect(planSheet(grid).top).toBeCloseTo(15.15)
  })

  test('whose labels are wider or higher than the paper is refused with the millimetres', () => {
    expect(faultOf(() => planSheet({ ...grid, columns: 4 }))).toEqual([
      'VALIDATION_FAILED',
      { field: 'columns', rule: 'fits-paper-width', value: '51.5 mm' },
    ])
    expect(faultOf(() => planSheet({ ...grid, rows: 8, paper: 'letter' }))).toEqual([
      'VALIDATION_FAILED',
      { field: 'rows', rule: 'fits-paper-height', value: '25.4 mm' },
    ])
  })

  test('on a roll is one label, and exactly full paper fits', () => {
    expect(planSheet({ ...grid, paper: 'roll', columns: 20 })).toMatchObject({
      columns: 1,
      rows: 1,
      page: { width: 63.5, height: 38.1 },
      left: 0,
      top: 0,
    })
    expect(planSheet({ ...grid, width: 70, gapX: 0, height: 29.7, rows: 10 })).toMatchObject({ left: 0, top: 0 })
  })
})

describe('a label', () => {
  test('that is wide has its lines beside the code, one that is high below it, and one without lines only its code', () => {
    expect(planLabel(wanted)).toMatchObject({ qr: { x: 0, level: 'Q' }, text: { x: 31.75, align: 'left' } })
    const high = planLabel({ ...wanted, width: 40, height: 60 })
    expect(high.text?.y).toBeCloseTo(high.qr.side)
    expect(high.text?.align).toBe('center')
    expect(planLabel({ ...wanted, texts: [] })).toMatchObject({ qr: { side: 38.1 } })
    expect(planLabel({ ...wanted, texts: [] }).text).toBeUndefined()
  })

  test('never has its lines on its code or over its edge', () => {
    for (let width = 30; width <= 200; width += 7)
      for (let height = 30; height <= 200; height += 7) {
        const { qr, text } = planLabel({ ...wanted, width, height })
        expect(text).toBeDefined()
        const { x = 0, y = 0, width: wide = 0, height: high = 0 } = text ?? {}
        expect(x >= qr.x + qr.side - 1e-6 || y >= qr.y + qr.side - 1e-6).toBe(true)
        expect(x + wide <= width && y + high <= height && qr.x >= 0 && qr.y >= -1e-6).toBe(true)
      }
  })

  test('takes the stronger level only where its modules stay easy to read', () => {
    expect(planLabel({ ...wanted, width: 40, height: 20 }).qr.level).toBe('M')
  })

  test.each([203, 300, 600])('at %i dots an inch has modules of whole dots', (dpi) => {
    const { qr } = planLabel({ ...wanted, dpi })
    const dots = (qr.side / (qr.modules + 8) / 25.4) * dpi
    expect(dots).toBeCloseTo(Math.round(dots), 6)
    expect(qr.side).toBeLessThanOrEqual(31.75)
  })

  test('that is too small for its code or its lines is refused with the millimetres that are lacking', () => {
    expect(faultOf(() => planLabel({ ...wanted, texts: [], width: 12, height: 40 }))).toEqual([
      'VALIDATION_FAILED',
      { field: 'width', rule: 'fits-code', value: '2.85 mm' },
    ])
    expect(faultOf(() => planLabel({ ...wanted, width: 26, height: 20 }))).toEqual([
      'VALIDATION_FAILED',
      { field: 'width', rule: 'fits-code', value: '3.7 mm' },
    ])
    const many: Wanted['texts'] = ['product', 'specification', 'lot', 'producedOn', 'expiresOn', 'serial']
    expect(faultOf(() => planLabel({ ...wanted, width: 60, height: 16, texts: many }))).toMatchObject([
      'VALIDATION_FAILED',
      { field: 'height', rule: 'fits-text' },
    ])
    expect(planLabel({ ...wanted, texts: [], width: 14.85, height: 40 }).qr.side).toBeCloseTo(14.85)
  })
})
