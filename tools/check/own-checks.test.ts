// The house rules find what they are for.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { temporaryFolder } from '../services/daemon.ts'
import { ownFaults } from './own-checks.ts'

let base = ''
const write = (file: string, content: string): void => {
  mkdirSync(path.dirname(path.join(base, file)), { recursive: true })
  writeFileSync(path.join(base, file), content)
}

beforeEach(() => {
  base = temporaryFolder('house-rules')
  write('pnpm-lock.yaml', 'resolution: {integrity: sha512-x}\n')
  write('shared/src/short.ts', 'x\n'.repeat(400))
  write('shared/vectors/long.ts', 'x\n'.repeat(500))
  write('node_modules/other/long.ts', 'x\n'.repeat(500))
})
afterEach(() => rmSync(base, { recursive: true }))

test('a tidy tree has no fault', async () => {
  expect(await ownFaults(base)).toEqual([])
})

test('download addresses, long files and tests that never run are named', async () => {
  write('pnpm-lock.yaml', 'a:\nresolution: {integrity: sha512-x, tarball: https://registry.example/a.tgz}\n')
  write('bff/src/long.ts', 'x\n'.repeat(401))
  write('docs/lost.test.ts', '')
  const faults = await ownFaults(base)
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'pnpm-lock.yaml:2',
    'bff/src/long.ts',
    'docs/lost.test.ts',
  ])
})
