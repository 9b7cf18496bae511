// What is asked for labels.
import { describe, expect, test } from '@jest/globals'
import { firstLabels, labelsQuery, layouts, layoutsFor } from './labels-draft'

const about = { set: 1, language: 'zh' } as const
/** Width and height in mm. */
const papers = { a4: [210, 297], a5: [148, 210], letter: [215.9, 279.4] } as const

describe('labels', () => {
  test('of the whole set on A4 are what is offered first', () => {
    expect(labelsQuery(firstLabels(100), about)).toEqual({
      set: 1,
      from: 0,
      count: 100,
      format: 'pdf',
      language: 'zh',
      ...layouts['a4-21'],
      text: 'product,lot,expiresOn,serial',
    })
  })

  test('as a table have no layout', () => {
    expect(labelsQuery({ ...firstLabels(5), format: 'csv', from: '3' }, about)).toEqual({
      set: 1,
      from: 2,
      count: 3,
      format: 'csv',
      language: 'zh',
    })
  })

  test('for a label printer come on a roll, whatever sheet was chosen before', () => {
    expect(layoutsFor('zpl')).toEqual(['roll-60-40', 'roll-40-30'])
    expect(labelsQuery({ ...firstLabels(5), format: 'zpl' }, about)).toMatchObject({ paper: 'roll', dpi: '203' })
  })

  test.each(Object.entries(layouts))('fit their paper: %s', (_name, { paper, ...size }) => {
    if (paper === 'roll') return
    const [width, height] = papers[paper]
    expect(size.columns * size.width + (size.columns - 1) * size.gapX).toBeLessThanOrEqual(width)
    expect(size.rows * size.height + (size.rows - 1) * size.gapY).toBeLessThanOrEqual(height)
  })
})
