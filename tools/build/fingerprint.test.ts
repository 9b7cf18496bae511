// The fingerprint changes with what a build reads, and with nothing else.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { temporaryFolder } from '../services/daemon.ts'
import { fingerprint } from './fingerprint.ts'

let base = ''
const write = (file: string, content: string): void => writeFileSync(path.join(base, file), content)
const digest = (settings = {}): Promise<string> => fingerprint(base, ['src', 'lock.yaml', 'absent'], settings)

beforeEach(() => {
  base = temporaryFolder('fingerprint')
  mkdirSync(path.join(base, 'src/deep'), { recursive: true })
  write('src/deep/a.ts', 'a')
  write('lock.yaml', '1')
})
afterEach(() => rmSync(base, { recursive: true }))

test('content, name, lock file and settings each change it', async () => {
  const first = await digest()
  write('src/deep/a.ts', 'b')
  const changed = await digest()
  renameSync(path.join(base, 'src/deep/a.ts'), path.join(base, 'src/a.ts'))
  const renamed = await digest()
  write('lock.yaml', '2')
  const locked = await digest()
  const constant = await digest({ TARO_APP_LOG_KEY: 'k' })
  expect(new Set([first, changed, renamed, locked, constant]).size).toBe(5)
})

test('tests and files beside the inputs do not change it', async () => {
  const first = await digest()
  write('src/deep/a.test.ts', 'test')
  write('other.ts', 'x')
  expect(await digest()).toBe(first)
})
