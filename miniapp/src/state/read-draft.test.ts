// What read-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import { boolOf, listOf, objectOf, textOf, textsLike } from './read-draft'

describe('a stored draft', () => {
  const read = objectOf({ place: textOf, named: boolOf, lines: listOf(textsLike({ batch: '', quantity: '' }), 2) })
  const good = { place: 'L1', named: false, lines: [{ batch: 'B1', quantity: '2' }] }

  test('comes back as it was', () => {
    expect(read(good)).toEqual(good)
  })
  test.each([
    undefined,
    null,
    [],
    'text',
    { ...good, place: 1 },
    { ...good, lines: {} },
    { ...good, lines: [{ batch: 'B1' }] },
    { ...good, lines: [{ batch: 'B1', quantity: '2', more: 'x' }] },
    { ...good, lines: [1, 2, 3] },
  ])('is not taken in another shape: %j', (stored) => {
    expect(read(stored)).toBeUndefined()
  })
})
