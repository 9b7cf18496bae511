import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { writeMmdb } from '../../test/write-mmdb.ts'
import { openCities } from './cities.ts'
import type { Cities } from './cities.ts'

let folder: string
let cities: Cities
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-cities-'))
  const file = path.join(folder, 'cities.mmdb')
  writeMmdb(file, [
    { network: '10.1.0.0/16', en: 'Hangzhou', zh: '杭州', latitude: 30.2741, longitude: 120.1551 },
    { network: '10.2.0.0/15', en: 'São Paulo', latitude: -23.5505, longitude: -46.6333 },
    { network: '203.0.113.7/32', en: 'Null Island', latitude: -0.04, longitude: 0.04 },
  ])
  cities = await openCities(file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the city of an address', () => {
  test('has its Chinese name first and coordinates within ten kilometres', () => {
    expect(cities('10.1.200.7')).toEqual({ city: '杭州', latitude: '30.3', longitude: '120.2' })
    expect(cities('10.3.0.1')).toEqual({ city: 'São Paulo', latitude: '-23.6', longitude: '-46.6' })
    expect(cities('203.0.113.7')).toEqual({ city: 'Null Island', latitude: '0.0', longitude: '0.0' })
  })
  test('is found for an IPv4 address in the clothes of IPv6', () => {
    expect(cities('::ffff:10.1.0.1')?.city).toBe('杭州')
  })
  test.each(['10.9.0.1', '2001:db8::1', '', 'localhost', '10.1', '999.1.1.1'])('is not known of %p', (address) => {
    expect(cities(address)).toBeUndefined()
  })
})

test.each(['missing.mmdb', 'text.mmdb'])('%s is refused naming the setting', async (name) => {
  writeFileSync(path.join(folder, 'text.mmdb'), 'not a database')
  await expect(openCities(path.join(folder, name))).rejects.toMatchObject({
    code: 'SETTINGS_INVALID',
    details: { faults: [{ field: 'CITY_DATABASE' }] },
  })
})
