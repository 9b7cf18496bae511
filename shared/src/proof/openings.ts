// Reads the openings of a transaction strictly: one object per operation, field name -> salt and value.
import type { Json } from './canonical.ts'
import { maxFields } from './envelope.ts'
import type { Opening, Openings } from './envelope.ts'
import { below, exactly, hex, list, membersOf } from './shape.ts'

const parseOpening = (value: unknown, path: string): Opening => {
  const members = exactly(value, path, ['salt', 'value'])
  const salt = hex(members.get('salt'), below(path, 'salt'), 16)
  return { salt, value: members.get('value') as Json }
}

/** One object of openings per operation. Values may be anything that JSON carries. Throws VALIDATION_FAILED naming the member. */
export const parseOpenings = (value: unknown, path: string, operations: number): Openings =>
  list(value, path, operations, operations).map((item, index) => {
    const fields = [...membersOf(item, below(path, index), maxFields)]
    return Object.fromEntries(
      fields.map(([field, opening]) => [field, parseOpening(opening, below(below(path, index), field))]),
    )
  })
