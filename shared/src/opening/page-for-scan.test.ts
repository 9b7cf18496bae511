// The table of what opens, cell by cell.
import { describe, expect, test } from '@jest/globals'
import type { CodeParts } from '../codes/trace-code.ts'
import type { UserRole } from '../domain/organisation.ts'
import { pageForScan } from './page-for-scan.ts'
import type { Relation, ScanReader } from './page-for-scan.ts'

const no = '0123456789ABCDEFGHJK'
const goods = { scheme: 'own', product: 'YOGURT', lot: 'L1' } as const
const codes: Record<CodeParts['kind'], CodeParts> = {
  item: { kind: 'item', ...goods, serial: no },
  logistics: { kind: 'logistics', sscc: '106141412345678908' },
  batch: { kind: 'batch', ...goods },
  trade: { kind: 'trade', trade: no },
}
const open = [{ no, state: 'dispatched' }] as const

const reader = (relation: Relation, roles: UserRole[], trades: ScanReader['trades'] = open): ScanReader => ({
  relation,
  roles,
  trades,
})

const trace = { page: 'trace' }
const trade = { page: 'trade', no }
const receive = { page: 'receive', no }

describe('a scanned code opens', () => {
  test.each([
    // code, reader, roles, page
    ['item', 'anonymous', [], trace],
    ['item', 'buyer', ['warehouse'], receive],
    ['item', 'buyer', ['trader'], receive],
    ['item', 'buyer', ['inspector'], trace],
    ['item', 'supplier', ['warehouse'], trace],
    ['item', 'other', ['warehouse'], trace],
    ['item', 'unknown', ['warehouse'], trace],
    ['logistics', 'anonymous', [], trace],
    ['logistics', 'buyer', ['warehouse'], receive],
    ['logistics', 'buyer', ['trader'], receive],
    ['logistics', 'buyer', ['administrator'], trace],
    ['logistics', 'supplier', ['trader'], trace],
    ['logistics', 'other', ['trader'], trace],
    ['logistics', 'unknown', ['warehouse'], trace],
    ['batch', 'anonymous', [], trace],
    ['batch', 'buyer', ['warehouse'], receive],
    ['batch', 'buyer', ['trader'], receive],
    ['batch', 'buyer', ['platform'], trace],
    ['batch', 'supplier', ['trader'], trace],
    ['batch', 'other', ['warehouse'], trace],
    ['batch', 'unknown', ['trader'], trace],
    ['trade', 'anonymous', [], trace],
    ['trade', 'buyer', ['warehouse'], receive],
    ['trade', 'buyer', ['trader'], trade],
    ['trade', 'supplier', ['warehouse'], trade],
    ['trade', 'supplier', ['trader'], trade],
    ['trade', 'other', ['warehouse'], trace],
    ['trade', 'other', ['trader'], trace],
    ['trade', 'unknown', ['warehouse'], receive],
    ['trade', 'unknown', ['trader'], trade],
  ] as const)('%s × %s %j → %j', (kind, relation, roles, page) => {
    expect(pageForScan(codes[kind], reader(relation, [...roles]))).toEqual(page)
  })

  test.each(['offered', 'agreed', 'received', 'refused', 'cancelled'] as const)(
    'a trade that is %s: there is nothing to count, so its page',
    (state) => {
      expect(pageForScan(codes.trade, reader('buyer', ['warehouse'], [{ no, state }]))).toEqual(trade)
    },
  )

  test('goods that several open trades expect: the reader chooses', () => {
    const two = [...open, { no: 'B', state: 'partly_received' }, { no: 'C', state: 'received' }] as const
    expect(pageForScan(codes.batch, reader('buyer', ['warehouse'], two))).toEqual({ page: 'choose', trades: [no, 'B'] })
  })

  test('goods that nobody waits for: their trace', () => {
    expect(pageForScan(codes.item, reader('buyer', ['warehouse'], []))).toEqual(trace)
  })
})
