// Says one difference in Chinese or English, both values side by side.

import { tradeStateLabel, tradeStates } from '../domain/trade.ts'
import { unitOfMeasureLabel } from '../domain/unit-of-measure.ts'
import type { DifferenceCode } from './difference-codes.ts'
import type { Difference, RejectReason } from './receipt-types.ts'

type Language = 'zh' | 'en'
type Sentence = readonly [zh: string, en: string]

/** `{expected}`, `{actual}`, `{unit}`, `{quantity}`, `{reason}` are filled in; a part in `[ ]` goes when its value is absent. */
const sentences: Record<DifferenceCode, Sentence> = {
  wrong_buyer: [
    '收货方不符：交易买方为 {expected}，当前为 {actual}',
    'Wrong buyer: the trade names {expected}, you are {actual}',
  ],
  not_dispatched: ['交易尚未发货：当前状态为“{actual}”', 'Not dispatched yet: the trade is "{actual}"'],
  already_received: [
    '已经收过货：还应收 {expected}，本次 {actual}',
    'Already received: still due {expected}, now {actual}',
  ],
  trade_closed: ['交易已结束：当前状态为“{actual}”', 'The trade is closed: it is "{actual}"'],
  nothing_counted: ['没有清点到任何货物', 'Nothing was counted'],
  recalled: ['批次已被召回，不得收货', 'The batch is recalled and may not be received'],
  expired: ['已过保质期：保质期至 {expected}，今天 {actual}', 'Expired: good until {expected}, today is {actual}'],
  licence_missing: ['缺少所需证照：{expected}', 'A required licence is missing: {expected}'],
  wrong_product: [
    '商品不符：应为 {expected}，实为 {actual}[，数量 {quantity}]',
    'Wrong product: expected {expected}, found {actual}[, quantity {quantity}]',
  ],
  wrong_lot: [
    '批号不符：应为 {expected}，实为 {actual}[，数量 {quantity}][（{unit}）]',
    'Wrong lot: expected {expected}, found {actual}[, quantity {quantity}][ ({unit})]',
  ],
  wrong_unit_of_measure: [
    '计量单位不符：应为 {expected}，实为 {actual}[，数量 {quantity}]',
    'Wrong unit of measure: expected {expected}, counted in {actual}[, quantity {quantity}]',
  ],
  extra_line: [
    '多出交易单上没有的货物：{actual}[，数量 {quantity}]',
    'Not on this trade: {actual}[, quantity {quantity}]',
  ],
  missing_line: ['整行未收到：应收 {expected}，实收 {actual}', 'Nothing arrived: due {expected}, counted {actual}'],
  short: ['短少：应收 {expected}，实收 {actual}', 'Short: due {expected}, counted {actual}'],
  over: ['多收：应收 {expected}，实收 {actual}', 'Over: due {expected}, counted {actual}'],
  damaged: ['破损：应为 {expected}，实为 {actual}', 'Damaged: expected {expected}, found {actual}'],
  rejected: [
    '拒收（{reason}）：应为 {expected}，实为 {actual}',
    'Rejected ({reason}): expected {expected}, found {actual}',
  ],
  count_mismatch: [
    '清点数字不一致：按清点应为 {expected}，填写 {actual}',
    'The numbers do not agree: the count gives {expected}, entered {actual}',
  ],
  not_held: ['库存不足：在库 {expected}，装车 {actual}', 'Not enough on hand: {expected} held, {actual} loaded'],
  unit_not_held: [
    '这件货不能装车[：应为 {expected}]，实为 {actual}（{unit}）',
    'This unit may not be loaded:[ expected {expected},] it is {actual} ({unit})',
  ],
  unit_not_in_use: [
    '这个码未处于启用状态，不能装车：应为 {expected}，实为 {actual}（{unit}）',
    'This code is not in use and may not be loaded: expected {expected}, it is {actual} ({unit})',
  ],
  unit_of_other_batch: [
    '这件货属于另一批次：应为 {expected}，实为 {actual}（{unit}）',
    'This unit is of another batch: expected {expected}, it is of {actual} ({unit})',
  ],
  unit_of_other_trade: [
    '这件货属于另一笔交易：本交易 {expected}，该件属于 {actual}（{unit}）',
    'This unit belongs to another trade: this is {expected}, the unit is on {actual} ({unit})',
  ],
  unit_of_other_line: [
    '这件货属于交易单第 {expected} 行，却计入第 {actual} 行（{unit}）',
    'This unit belongs to line {expected} but was counted on line {actual} ({unit})',
  ],
  unit_already_received: ['这件货之前已收：{unit}', 'This unit was received before: {unit}'],
  unit_in_other_pack: [
    '这件货在另一个包装 {actual} 里，不属于本交易 {expected}（{unit}）',
    'This unit lies in another pack, {actual}, which is not on this trade, {expected} ({unit})',
  ],
  unit_taken_out: [
    '这件货发货前已从包装 {actual} 中取出，不在本次发货内（{unit}）',
    'This unit was taken out of pack {actual} before the dispatch and was not sent ({unit})',
  ],
  unit_counted_twice: ['这件货重复扫码：{unit}', 'This unit was counted twice: {unit}'],
  unit_counted_with_pack: [
    '整包与包内货物重复计数：扫码合计 {expected}，填写 {actual}（如 {unit}）',
    'A pack and what lies in it were both counted: the scans make {expected}, entered {actual} (for example {unit})',
  ],
  unit_unknown: ['这件货不在本交易中：{unit}', 'This unit is not on this trade: {unit}'],
  units_not_counted: [
    '有指定的单件未扫码：应扫 {expected}，已扫 {actual}（如 {unit}）',
    'Named units were not scanned: expected {expected}, scanned {actual} (for example {unit})',
  ],
}

/** The trade as a whole was received: states, not quantities, stand side by side. */
const tradeReceived: Sentence = ['交易已经收过货，不能再次收货', 'The trade was received already']

const reasons: Record<RejectReason, Sentence> = {
  damaged: ['破损', 'damaged'],
  quality: ['质量不合格', 'quality'],
  temperature: ['温度超标', 'temperature'],
  packaging: ['包装不合格', 'packaging'],
  other: ['其他原因', 'other reason'],
}

/** How a code stands, in a difference of code `unit_not_in_use`. */
const codeUses: Readonly<Record<string, Sentence>> = {
  active: ['已启用', 'in use'],
  printed: ['未启用', 'not in use yet'],
  frozen: ['已冻结', 'frozen'],
  void: ['已作废', 'void'],
  unread: ['箱内件数过多，请先拆开', 'too much in packs, open them first'],
}

const column = (language: Language): 0 | 1 => (language === 'zh' ? 0 : 1)

const shown = (d: Difference, value: string, language: Language): string => {
  if (d.code === 'unit_not_in_use') return codeUses[value]?.[column(language)] ?? value
  if (d.code === 'wrong_unit_of_measure') return unitOfMeasureLabel(value, language)
  const state = d.field === 'state' ? tradeStates.find((known) => known === value) : undefined
  return state === undefined ? value : tradeStateLabel(state, language)
}

const valuesOf = (d: Difference, language: Language): Record<string, string | undefined> => ({
  expected: d.expected === undefined ? undefined : shown(d, d.expected, language),
  actual: d.actual === undefined ? undefined : shown(d, d.actual, language),
  unit: d.unit,
  quantity: d.quantity,
  reason: reasons[d.reason ?? 'other'][column(language)],
})

const placeholder = /\{([a-z]+)\}/g

const fill = (sentence: string, values: Record<string, string | undefined>): string => {
  const optional = /\[([^[\]]*\{([a-z]+)\}[^[\]]*)\]/g
  return sentence
    .replace(optional, (_whole, part: string, name: string) => (values[name] === undefined ? '' : part))
    .replace(placeholder, (_whole, name: string) => values[name] ?? '—')
}

/** One sentence without a full stop, starting with the line number where there is one; product and organisation ids as they are. */
export const describeDifference = (d: Difference, language: Language): string => {
  const chosen = d.code === 'already_received' && d.field === 'state' ? tradeReceived : sentences[d.code]
  const said = fill(chosen[column(language)], valuesOf(d, language))
  if (d.line === undefined) return said
  return language === 'zh' ? `第 ${String(d.line)} 行：${said}` : `Line ${String(d.line)}: ${said}`
}
