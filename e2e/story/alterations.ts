// What a dishonest platform could change in the answer to a scanned code, each with the code that the phone must show.
import type { ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Leaf, Opening } from '@ectrace/shared/proof/envelope'

export type Change = (view: TraceView) => unknown
type Named = [what: string, change: Change, code: ErrorCode]

const found = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error('the honest answer has no such part')
  return thing
}

/** Another digit at `at` of a hexadecimal text. */
const turned = (hex: string, at = 5): string => hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1)

const first = (view: TraceView, name: TransactionName): ProvenRecord =>
  found(Object.values(view.records).find((record) => record.name === name))

const put = (view: TraceView, record: ProvenRecord, part: Partial<ProvenRecord>): TraceView => ({
  ...view,
  records: { ...view.records, [record.id]: { ...record, ...part } },
})
const putLeaf = (view: TraceView, record: ProvenRecord, part: Partial<Leaf>): TraceView =>
  put(view, record, { leaf: { ...record.leaf, ...part } })
const putOpening = (view: TraceView, record: ProvenRecord, field: string, part: Partial<Opening>): TraceView =>
  put(view, record, { fields: { ...record.fields, [field]: { ...found(record.fields[field]), ...part } } })
const putStation = (view: TraceView, record: string, part: Partial<TimelineEntry>): TraceView => ({
  ...view,
  timeline: view.timeline.map((entry) => (entry.record === record ? { ...entry, ...part } : entry)),
})

const otherThan = (value: Json): Json => {
  if (typeof value === 'boolean') return !value
  return typeof value === 'number' ? value + 1 : `${typeof value === 'string' ? value : ''}改`
}

/** One thing to change in one field. */
export type PaintedField = { what: string; change: Change }

/** Every field that an answer shows, once for each kind of record: its value, and of the first field of each kind the salt. */
export const paintedFields = (honest: TraceView): PaintedField[] => {
  const seen = new Set<string>()
  return Object.values(honest.records).flatMap(({ id, name, fields }) =>
    Object.entries(fields).flatMap(([field, opening]) => {
      if (seen.has(`${name}.${field}`)) return []
      const part = (what: 'value' | 'salt', opening: Partial<Opening>): PaintedField => ({
        what: `${name}.${field} ${what}`,
        change: (view) => putOpening(view, found(view.records[id]), field, opening),
      })
      const salted = seen.has(name) ? [] : [part('salt', { salt: turned(opening.salt) })]
      seen.add(name).add(`${name}.${field}`)
      return [part('value', { value: otherThan(opening.value) }), ...salted]
    }),
  )
}

const leafOf = (view: TraceView): ProvenRecord => first(view, 'transformBatch')

const swapped = (view: TraceView): TraceView => {
  const [a, b] = [first(view, 'transformBatch'), first(view, 'createBatch')]
  return { ...view, records: { ...view.records, [a.id]: b, [b.id]: a } }
}

const swappedFields = (view: TraceView): TraceView => {
  const [a, b] = Object.values(view.records).filter(({ name }) => name === 'recordEvent')
  return put(put(view, found(a), { fields: found(b).fields }), found(b), { fields: found(a).fields })
}

const misplacedUnit = (view: TraceView): TraceView => {
  const { record, unit } = found(view.timeline.find((entry) => entry.unit !== undefined))
  return putStation(view, record, { unit: { ...found(unit), index: found(unit).index + 1 } })
}

/** Everything that is not the value or the salt of a field. */
export const structural: Named[] = [
  [
    'a signature',
    (view) => putLeaf(view, leafOf(view), { signature: turned(leafOf(view).leaf.signature) }),
    'SIGNATURE_INVALID',
  ],
  [
    'a node of a path',
    (view) => {
      const [node = '', ...path] = leafOf(view).path
      return put(view, leafOf(view), { path: [turned(node), ...path] })
    },
    'INCLUSION_INVALID',
  ],
  ['a path cut short', (view) => put(view, leafOf(view), { path: leafOf(view).path.slice(1) }), 'INCLUSION_INVALID'],
  ['a leaf index', (view) => put(view, leafOf(view), { leafIndex: leafOf(view).leafIndex - 1 }), 'INCLUSION_INVALID'],
  ['a leaf index beyond the tree', (view) => put(view, leafOf(view), { leafIndex: 1_000_000 }), 'PROOF_MALFORMED'],
  ['the block of a leaf', (view) => putLeaf(view, leafOf(view), { height: 1 }), 'INCLUSION_INVALID'],
  [
    'the digest of what was written',
    (view) => putLeaf(view, leafOf(view), { writesDigest: turned(leafOf(view).leaf.writesDigest) }),
    'INCLUSION_INVALID',
  ],
  [
    'the time that was signed',
    (view) =>
      putLeaf(view, leafOf(view), { envelope: { ...leafOf(view).leaf.envelope, time: '2020-01-01T00:00:00.000Z' } }),
    'PROOF_MALFORMED',
  ],
  ['two records swapped', swapped, 'PROOF_MALFORMED'],
  ['the contents of two records swapped', swappedFields, 'FIELD_DIGEST_MISMATCH'],
  ['a record left out', (view) => without(view, leafOf(view).id), 'RECORD_MISPLACED'],
  ['the unit of a dispatch', misplacedUnit, 'UNIT_NOT_IN_BATCH'],
  [
    'the place among the minted codes',
    (view) => ({ ...view, membership: { ...found(view.membership), index: found(view.membership).index + 1 } }),
    'UNIT_NOT_IN_BATCH',
  ],
  [
    'another code than was asked',
    (view) => ({
      ...view,
      code: { ...view.code, path: view.code.path.slice(0, -1) + (view.code.path.endsWith('A') ? 'B' : 'A') },
    }),
    'RECORD_MISPLACED',
  ],
  ['the kind of a station', (view) => putStation(view, leafOf(view).id, { kind: 'batch' }), 'RECORD_MISPLACED'],
]

const without = (view: TraceView, id: string): TraceView => ({
  ...view,
  records: Object.fromEntries(Object.entries(view.records).filter(([key]) => key !== id)),
})

const checkpoint =
  (change: (text: string) => string): Change =>
  (view) => ({ ...view, checkpoint: change(view.checkpoint) })

/** Base64 of the signature in the note's last line, with another character in its middle. */
const otherSignature = (note: string): string => {
  const at = note.lastIndexOf(' ') + 40
  return note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1)
}

/** Changes of the checkpoint: the whole page rests on it. */
export const ofTheLog: Named[] = [
  [
    'the tree size',
    checkpoint((note) => note.replace(/\n(\d+)\n/, (_all, size: string) => `\n${Number(size) + 1}\n`)),
    'CHECKPOINT_SIGNATURE',
  ],
  [
    'the root',
    checkpoint((note) => note.replace(/\n([A-Za-z0-9+/]{43}=)\n/, `\n${'A'.repeat(43)}=\n`)),
    'CHECKPOINT_SIGNATURE',
  ],
  [
    'the time of the checkpoint',
    checkpoint((note) => note.replace(/\ntime \d{4}/, '\ntime 2031')),
    'CHECKPOINT_SIGNATURE',
  ],
  ['the signature of the checkpoint', checkpoint(otherSignature), 'CHECKPOINT_SIGNATURE'],
  ['the name of the log', checkpoint((note) => `other.${note}`), 'CHECKPOINT_WRONG_LOG'],
  ['no checkpoint', checkpoint(() => ''), 'CHECKPOINT_MALFORMED'],
]
