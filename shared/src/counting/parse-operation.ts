// Reads one counting operation that comes from a device's storage or from the network: unknown until every part has been looked at.
import { parsePath } from '../codes/trace-code.ts'
import { checkLot } from '../codes/gs1.ts'
import { parseQuantity } from '../domain/decimal.ts'
import { parseInstant } from '../domain/time.ts'
import { checkUnitOfMeasure } from '../domain/unit-of-measure.ts'
import { AppError, fault } from '../errors.ts'
import { below, exactly, membersOf, oneOf, text, whole } from '../proof/shape.ts'
import type { Members } from '../proof/shape.ts'
import { unitVerdicts } from './operation.ts'
import type { CountAct, CountOperation, Goods, OperationHead } from './operation.ts'

const headNames = ['id', 'trade', 'device', 'sequence', 'at', 'by', 'kind'] as const
const mostMembers = 13
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const tradeNo = /^[0-9A-HJKMNP-TV-Z]{20}$/
/** No control characters. */
const plainText = /^[\u0020-\u007e\u00a0-\uffff]*$/
const mostSequence = 1_000_000
const mostLine = 10_000
/** Phones that count one trade. */
const mostDevices = 200
/** Units are code paths; of a text that is none the phone makes no operation. */
const longestPath = 160

const id = (value: unknown, path: string): string => text(value, path, uuid, 'uuid')
const trade = (value: unknown, path: string): string => text(value, path, tradeNo, 'trade.no')
const line = (value: unknown, path: string): number => whole(value, path, 1, mostLine)

const canonicalPath = (value: string, path: string): string => {
  try {
    return parsePath(value).path
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    throw fault(cause.code, path, cause.details.faults?.[0]?.rule ?? 'code.path', value.slice(0, 80))
  }
}

const unit = (value: unknown, path: string): string => {
  if (typeof value !== 'string' || value.length > longestPath) throw fault('VALIDATION_FAILED', path, 'code.path')
  if (canonicalPath(value, path) !== value) throw fault('VALIDATION_FAILED', path, 'code.canonical', value.slice(0, 80))
  return value
}

const flag = (value: unknown, path: string): boolean => {
  if (typeof value !== 'boolean') throw fault('VALIDATION_FAILED', path, 'true or false')
  return value
}

const plain = (value: unknown, path: string, least: number, most: number): string => {
  const found = text(value, path, plainText, 'text without control characters')
  if (found.length < least || found.length > most)
    throw fault('VALIDATION_FAILED', path, `${String(least)} to ${String(most)} characters`)
  return found
}

const goods = (value: unknown, path: string): Goods => {
  const members = exactly(value, path, ['product', 'name', 'lot', 'unit'])
  const lot = members.get('lot')
  const measure = members.get('unit')
  return {
    product: text(members.get('product'), below(path, 'product'), /^P[A-Z2-7]{19}$/, 'id.product'),
    name: plain(members.get('name'), below(path, 'name'), 1, 80),
    lot: checkLot(typeof lot === 'string' ? lot : '', below(path, 'lot')),
    unit: checkUnitOfMeasure(typeof measure === 'string' ? measure : '', below(path, 'unit')),
  }
}

type Target = { line: number } | { goods: Goods }

/** Exactly one of the two. */
const target = (members: Members, path: string): Target => {
  if (members.has('line') === members.has('goods'))
    throw fault('VALIDATION_FAILED', below(path, 'line'), 'line-or-goods')
  return members.has('line')
    ? { line: line(members.get('line'), below(path, 'line')) }
    : { goods: goods(members.get('goods'), below(path, 'goods')) }
}

/** The members of an act of this kind beside those that every operation has. */
const only = (value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): Members =>
  exactly(value, path, [...headNames, ...required], optional)

const scanned = (value: unknown, path: string): CountAct => {
  const members = only(value, path, ['unit', 'verdict', 'rejected'], ['line', 'goods', 'each'])
  const each = members.get('each')
  return {
    kind: 'scan',
    unit: unit(members.get('unit'), below(path, 'unit')),
    verdict: oneOf(members.get('verdict'), below(path, 'verdict'), unitVerdicts),
    rejected: flag(members.get('rejected'), below(path, 'rejected')),
    ...(each === undefined ? {} : { each: parseQuantity(each, below(path, 'each')) }),
    ...target(members, path),
  }
}

const entered = (value: unknown, path: string): CountAct => {
  const members = only(value, path, ['field', 'text', 'beside'], ['line', 'goods'])
  return {
    kind: 'enter',
    field: oneOf(members.get('field'), below(path, 'field'), ['accepted', 'rejected']),
    text: plain(members.get('text'), below(path, 'text'), 0, 40),
    beside: parseQuantity(members.get('beside'), below(path, 'beside')),
    ...target(members, path),
  }
}

const upTo = (value: unknown, path: string): Record<string, number> =>
  Object.fromEntries(
    [...membersOf(value, path, mostDevices)].map(([device, sequence]) => [
      id(device, path),
      whole(sequence, below(path, device), 1, mostSequence),
    ]),
  )

const readers: Record<CountAct['kind'], (value: unknown, path: string) => CountAct> = {
  scan: scanned,
  enter: entered,
  move: (value, path) => {
    const members = only(value, path, ['unit', 'rejected'])
    return {
      kind: 'move',
      unit: unit(members.get('unit'), below(path, 'unit')),
      rejected: flag(members.get('rejected'), below(path, 'rejected')),
    }
  },
  undo: (value, path) => ({ kind: 'undo', of: id(only(value, path, ['of']).get('of'), below(path, 'of')) }),
  reason: (value, path) => {
    const members = only(value, path, ['line', 'reason'])
    const reasons = ['damaged', 'quality', 'temperature', 'packaging', 'other'] as const
    return {
      kind: 'reason',
      line: line(members.get('line'), below(path, 'line')),
      reason: oneOf(members.get('reason'), below(path, 'reason'), reasons),
    }
  },
  learn: (value, path) => {
    const members = only(value, path, ['unit', 'other'])
    return {
      kind: 'learn',
      unit: unit(members.get('unit'), below(path, 'unit')),
      other: trade(members.get('other'), below(path, 'other')),
    }
  },
  clear: (value, path) => {
    const members = only(value, path, [], ['goods'])
    return members.has('goods')
      ? { kind: 'clear', goods: goods(members.get('goods'), below(path, 'goods')) }
      : { kind: 'clear' }
  },
  taken: (value, path) => ({ kind: 'taken', upTo: upTo(only(value, path, ['upTo']).get('upTo'), below(path, 'upTo')) }),
}

const kinds = Object.keys(readers) as CountAct['kind'][]

const headOf = (members: Members, path: string): OperationHead => ({
  id: id(members.get('id'), below(path, 'id')),
  trade: trade(members.get('trade'), below(path, 'trade')),
  device: id(members.get('device'), below(path, 'device')),
  sequence: whole(members.get('sequence'), below(path, 'sequence'), 1, mostSequence),
  at: parseInstant(members.get('at'), below(path, 'at')),
  by: text(members.get('by'), below(path, 'by'), /^U[A-Z2-7]{19}$/, 'id.user'),
})

/** Throws VALIDATION_FAILED, INVALID_QUANTITY, INVALID_TIME or CODE_* naming the field below `path`. */
export const parseOperation = (value: unknown, path: string): CountOperation => {
  const members = membersOf(value, path, mostMembers)
  const kind = oneOf(members.get('kind'), below(path, 'kind'), kinds)
  return { ...headOf(members, path), ...readers[kind](value, path) }
}
