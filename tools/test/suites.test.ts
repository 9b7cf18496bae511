// Each test file has exactly one suite, and none is forgotten.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import { temporaryFolder } from '../services/daemon.ts'
import { filesOf, orphanTests, suites } from './suites.ts'

const files = [
  'shared/src/codes/gs1.test.ts',
  'bff/src/http/route.test.ts',
  'bff/test/trade.int.test.ts',
  'bff/test/kill.fault.test.ts',
  'bff/src/ledger/fabric/submit.fabric.test.ts',
  'e2e/scan.e2e.test.ts',
  'e2e/boot.weapp.test.ts',
  'shared/node_modules/other/a.test.ts',
  'miniapp/dist/h5/b.test.ts',
  'extra/lost.test.ts',
  'shared/src/old.test.js',
]
let base = ''

beforeAll(() => {
  base = temporaryFolder('suites')
  for (const file of files) {
    mkdirSync(path.join(base, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(base, file), '')
  }
})
afterAll(() => rmSync(base, { recursive: true }))

test('every kind of test goes to its own suite and to no other', async () => {
  const found = await Promise.all(suites.map(async (suite) => [suite.name, await filesOf(suite, base)]))
  expect(Object.fromEntries(found)).toEqual({
    unit: ['bff/src/http/route.test.ts', 'shared/src/codes/gs1.test.ts'],
    integration: ['bff/test/trade.int.test.ts'],
    fault: ['bff/test/kill.fault.test.ts'],
    browser: ['e2e/scan.e2e.test.ts'],
    weapp: ['e2e/boot.weapp.test.ts'],
    fabric: ['bff/src/ledger/fabric/submit.fabric.test.ts'],
  })
})

test('a test outside every suite is named, installed and built files are not', async () => {
  expect(await orphanTests(base)).toEqual(['extra/lost.test.ts', 'shared/src/old.test.js'])
})
