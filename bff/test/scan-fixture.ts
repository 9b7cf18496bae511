// For tests of scans: cities by network address, codes of the demo's yoghurt, and a visitor who scans from somewhere.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import type { Demo } from './demo-fixture.ts'
import type { Reply } from './door-fixture.ts'
import { writeMmdb } from './write-mmdb.ts'

const places = {
  杭州: [1, 30.3, 120.2],
  北京: [2, 39.9, 116.4],
  成都: [3, 30.7, 104.1],
  广州: [4, 23.1, 113.3],
} as const
export type PlaceName = keyof typeof places

/** The address of a phone somewhere; another `phone` is another address. */
export const addressIn = (place: PlaceName, phone = 1): string => `10.${String(places[place][0])}.0.${String(phone)}`

/** A folder with an MMDB file of these cities. */
export const cityFile = (): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'ectrace-cities-')), 'cities.mmdb')
  writeMmdb(
    file,
    Object.entries(places).map(([zh, [net, latitude, longitude]]) => ({
      ...{ network: `10.${String(net)}.0.0/16`, en: zh, zh, latitude, longitude },
    })),
  )
  return file
}

export const visitorOf = (n: number): string => `f${n.toString(16).padStart(32, '0')}`

type Scanning = { who?: number; from?: string; key?: string; headers?: Record<string, string> }

/** A scan as the page sends it; `who` is absent for nobody knows whom. */
export const postScan = ({ door }: Demo, c: string, { who, from, key, headers }: Scanning = {}): Promise<Reply> =>
  door.post(
    'scans',
    { c, ...(who === undefined ? {} : { visitor: visitorOf(who) }) },
    {
      'idempotency-key': key ?? randomUUID(),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...headers,
    },
  )

export const scanned = async (demo: Demo, c: string, scanning: Scanning = {}): Promise<ScanView> => {
  const reply = await postScan(demo, c, scanning)
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.json as ScanView
}

export const cautionsOf = ({ findings }: ScanView): string[] =>
  findings.filter(({ level }) => level === 'caution').map(({ code }) => code)
