// The receiving cases worked out by hand (shared/vectors/matching.json), run by the matching that the built WeChat bundle carries.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from '@jest/globals'
import type { ErrorCode, ErrorDetails } from '@ectrace/shared/errors'
import type { Count, Expectation, MatchResult } from '@ectrace/shared/matching/match'
import { WeappHost } from './weapp-host/weapp-host.ts'

type Case = { name: { en: string }; expectation: Expectation; count: Count }
type Vectors = {
  cases: (Case & { expected: MatchResult })[]
  invalid: (Case & { error: { code: string; field: string; rule: string } })[]
}
type Match = (expectation: Expectation, count: Count) => MatchResult

const file = new URL('../shared/vectors/matching.json', import.meta.url)
const { cases, invalid } = JSON.parse(fs.readFileSync(file, 'utf8')) as Vectors
const built =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
const page = 'pages/receive/index'

/** What minified code cannot rename: the members of the answer for a trade that is closed. */
const matchForm = /([\w$]+)=function\((\w),(\w)\)\{[^{}]*return\{agreed:!1,kind:\3\.kind,complete:!1,lines:\[\],/

/**
 * A copy of the build that also keeps its own matching where the test finds it; nothing else in it is changed.
 * The bundler has folded that function into the page or what pages share, so no module exports it.
 */
const withProbe = (): string => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ectrace-weapp-'))
  fs.cpSync(built, folder, { recursive: true })
  for (const file of [`${page}.js`, 'common.js']) {
    const script = path.join(folder, file)
    const source = fs.readFileSync(script, 'utf8')
    const found = matchForm.exec(source)
    if (found === null) continue
    const after = found.index + (found[1] ?? '').length + 1
    fs.writeFileSync(script, `${source.slice(0, after)}wx.probe.found=${source.slice(after)}`)
    return folder
  }
  throw new Error(`no matching found in ${page}.js or common.js`)
}

const folder = withProbe()
const probe: { found?: Match } = {}
const host = new WeappHost({ dist: folder, wx: { probe } }).boot()
host.register(page)
afterAll(() => {
  host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Through JSON: the bundle's objects are of another realm. */
const match = (expectation: Expectation, count: Count): unknown => {
  if (probe.found === undefined) throw new Error('the page did not load its matching')
  return JSON.parse(JSON.stringify(probe.found(expectation, count)))
}

test('there are at least 40 of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40)
})

test.each(cases.map((each) => [each.name.en, each] as const))('%s', (_name, { expectation, count, expected }) => {
  expect(match(expectation, count)).toEqual(expected)
})

test.each(invalid.map((each) => [each.name.en, each] as const))('%s: refused', (_name, each) => {
  let error: { code?: ErrorCode; details?: ErrorDetails } = {}
  try {
    match(each.expectation, each.count)
  } catch (cause) {
    error = cause as typeof error
  }
  const { field, rule } = error.details?.faults?.[0] ?? {}
  expect({ code: error.code, field, rule }).toEqual(each.error)
})
