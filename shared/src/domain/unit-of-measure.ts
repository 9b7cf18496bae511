// The units of measure that quantities are stated in: UN/ECE Recommendation 20 codes, packages as `X` + Recommendation 21 code.

import { fault } from '../errors.ts'

type Row = readonly [decimals: number, zh: string, en: string, several: string]

const table = {
  // Counted: whole numbers only.
  H87: [0, '件', 'piece', 'pieces'],
  EA: [0, '个', 'each', 'each'],
  SET: [0, '套', 'set', 'sets'],
  XBO: [0, '瓶', 'bottle', 'bottles'],
  XBG: [0, '袋', 'bag', 'bags'],
  XBX: [0, '盒', 'box', 'boxes'],
  XCT: [0, '箱', 'carton', 'cartons'],
  XPX: [0, '托盘', 'pallet', 'pallets'],
  // Measured: decimals down to what a trade scale can tell.
  GRM: [3, '克', 'gram', 'grams'],
  KGM: [6, '千克', 'kilogram', 'kilograms'],
  TNE: [6, '吨', 'tonne', 'tonnes'],
  MLT: [3, '毫升', 'millilitre', 'millilitres'],
  LTR: [6, '升', 'litre', 'litres'],
  MTQ: [6, '立方米', 'cubic metre', 'cubic metres'],
  MTR: [6, '米', 'metre', 'metres'],
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

/** What people read for a unit, beside a quantity in the number that fits it; an unknown code is shown as it is. */
export const unitOfMeasureLabel = (code: string, language: 'zh' | 'en', quantity = '1'): string => {
  if (!isUnitOfMeasure(code)) return code
  const [, zh, one, several] = table[code]
  if (language === 'zh') return zh
  return quantity === '1' ? one : several
}
