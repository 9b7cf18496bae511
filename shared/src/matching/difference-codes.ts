// The closed list of differences that a receipt or a load can show, in reading order, each with its GS1 CBV disposition where one exists.

const table = {
  wrong_buyer: null,
  not_dispatched: null,
  already_received: null,
  trade_closed: null,
  nothing_counted: null,
  recalled: 'recalled',
  expired: 'expired',
  licence_missing: null,
  wrong_product: 'mismatch_class',
  wrong_lot: 'mismatch_class',
  wrong_unit_of_measure: 'mismatch_quantity',
  extra_line: 'mismatch_class',
  missing_line: 'mismatch_quantity',
  short: 'mismatch_quantity',
  over: 'mismatch_quantity',
  damaged: 'damaged',
  rejected: 'non_conformant',
  count_mismatch: 'mismatch_quantity',
  // Of a load, before it leaves.
  not_held: 'mismatch_quantity',
  unit_not_held: 'mismatch_instance',
  unit_not_in_use: null,
  unit_of_other_batch: 'mismatch_class',
  unit_of_other_trade: 'mismatch_instance',
  unit_of_other_line: 'mismatch_instance',
  unit_already_received: 'mismatch_instance',
  unit_in_other_pack: 'mismatch_instance',
  unit_taken_out: 'mismatch_instance',
  unit_counted_twice: null,
  unit_counted_with_pack: 'mismatch_quantity',
  unit_unknown: 'no_pedigree_match',
  units_not_counted: 'mismatch_instance',
} as const

export type DifferenceCode = keyof typeof table

/** CBV 2.0 dispositions that differences carry. */
export type Disposition = Exclude<(typeof table)[DifferenceCode], null>

/** All codes, the gravest first: differences of one line are given in this order. */
export const differenceCodes = Object.keys(table) as [DifferenceCode, ...DifferenceCode[]]

/** The CBV disposition of a code, null where GS1 has no word for it. */
export const dispositionOf = (code: DifferenceCode): Disposition | null => table[code]
