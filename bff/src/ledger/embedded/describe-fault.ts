// A fault of the ledger's files in one sentence for a person: the code's words first, then what and where.
import { messageOf } from '@ectrace/shared/errors'
import type { AppError } from '@ectrace/shared/errors'

const named = (
  details: Readonly<Record<string, unknown>>,
  names: readonly (readonly [member: string, words: string])[],
): string =>
  names
    .filter(([member]) => details[member] !== undefined)
    .map(([member, words]) => `${words} ${String(details[member])}`)
    .join(', ')

const places = [
  ['height', '区块 block'],
  ['index', '第几笔 transaction'],
  ['field', '字段 field'],
  ['segment', '文件段 segment'],
  ['offset', '字节 offset'],
  ['table', '表 table'],
  ['key', '键 key'],
  ['column', '列 column'],
  ['seen', '见过的区块 seen'],
  ['found', '现有区块 found'],
] as const

const faultsOf = (error: AppError): string =>
  (error.details.faults ?? [])
    .map(({ field, rule, value }) => `${field}: ${rule}${value === undefined ? '' : ` (${value})`}`)
    .join('; ')

/** E.g. `账本文件损坏 The ledger file is damaged: the checksum of the frame is wrong (区块 block 3, 文件段 segment 1, 字节 offset 4711)`. */
export const describeFault = (error: AppError): string => {
  const { what } = error.details
  const reason = typeof what === 'string' ? what : faultsOf(error)
  const place = named(error.details, places)
  return `${messageOf(error.code, 'zh')} ${messageOf(error.code, 'en')}${reason && `: ${reason}`}${place && ` (${place})`}`
}
