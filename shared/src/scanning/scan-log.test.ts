import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { scanHash, scanLogStart } from './scan-log.ts'
import type { LoggedScan } from './scan-log.ts'

type Vectors = { channel: string; start: string; scans: (LoggedScan & { hash: string })[] }
const vectors = JSON.parse(readFileSync(new URL('../../vectors/scan-log.json', import.meta.url), 'utf8')) as Vectors

const chain = (scans: readonly LoggedScan[]): string[] => {
  const hashes = [scanLogStart(vectors.channel)]
  for (const scan of scans) hashes.push(scanHash(hashes.at(-1) ?? '', scan))
  return hashes
}

describe('the log of scans', () => {
  test('has the bytes of its vectors', () => {
    expect(chain(vectors.scans)).toEqual([vectors.start, ...vectors.scans.map(({ hash }) => hash)])
  })

  const edits: [keyof LoggedScan, string | number | null][] = [
    ['position', 7],
    ['path', '/s/01/06901234567892/10/L2/21/0000000000000000000A'],
    ['batch', 'BOTHERAAAAAAAAAAAAAA'],
    ['organisation', 'OOTHERAAAAAAAAAAAAAA'],
    ['person', null],
    ['at', 1],
    ['city', null],
    ['latitude', null],
    ['longitude', '0.0'],
    ['by', 'weapp'],
  ]
  test.each(edits)('gets another head when %s of an earlier row is changed', (field, value) => {
    const [first, ...others] = vectors.scans
    if (first === undefined) throw new Error('no vector')
    expect(chain([{ ...first, [field]: value }, ...others]).at(-1)).not.toBe(vectors.scans.at(-1)?.hash)
  })

  test('starts differently on another channel', () => {
    expect(scanLogStart('cold')).not.toBe(vectors.start)
  })
})
