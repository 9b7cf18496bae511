// The units of measure that quantities are stated in: UN/ECE Recommendation 20 codes, packages as `X` + Recommendation 21 code.

import { fault } from '../errors.ts'

type Row = readonly [decimals: number, zh: string, en: string]

const table = {
  // Counted: whole numbers only.
  H87: [0, '件', 'piece'],
  EA: [0, '个', 'each'],
  SET: [0, '套', 'set'],
  XBO: [0, '瓶', 'bottle'],
  XBG: [0, '袋', 'bag'],
  XBX: [0, '盒', 'box'],
  XCT: [0, '箱', 'carton'],
  XPX: [0, '托盘', 'pallet'],
  // Measured: decimals down to what a trade scale can tell.
  GRM: [3, '克', 'gram'],
  KGM: [6, '千克', 'kilogram'],
  TNE: [6, '吨', 'tonne'],
  MLT: [3, '毫升', 'millilitre'],
  LTR: [6, '升', 'litre'],
  MTQ: [6, '立方米', 'cubic metre'],
  MTR: [6, '米', 'metre'],
} as const satisfies Record<string, Row>

export type UnitOfMeasure = keyof typeof table

/** All codes, for schemas and choosers. */
export const unitsOfMeasure = Object.keys(table) as [UnitOfMeasure, ...UnitOfMeasure[]]

export const isUnitOfMeasure = (code: string): code is UnitOfMeasure =>
  Object.prototype.hasOwnProperty.call(table, code)

/** Returns the code; throws VALIDATION_FAILED naming the field when it is not one that we use. */
export const checkUnitOfMeasure = (code: string, field = 'unit'): UnitOfMeasure => {
  if (!isUnitOfMeasure(code)) throw fault('VALIDATION_FAILED', field, 'unece-rec-20-code', code.slice(0, 40))
  return code
}

/** Decimals that a quantity in this unit may have: 0 for counted units; 6 for a code we do not know. */
export const decimalsOf = (code: string): number => (isUnitOfMeasure(code) ? table[code][0] : 6)

/** True where one item code stands for exactly 1 of the unit. */
export const isPiece = (code: string): boolean => code === 'H87' || code === 'EA'

/** What people read for a unit; an unknown code is shown as it is. */
export const unitOfMeasureLabel = (code: string, language: 'zh' | 'en'): string =>
  isUnitOfMeasure(code) ? table[code][language === 'zh' ? 1 : 2] : code
