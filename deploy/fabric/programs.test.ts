// Every program that is missing is named at once, and where it comes from.
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { FabricFault } from './fault.ts'
import { fabricPrograms } from './programs.ts'

let folder = ''
const searched = process.env.PATH

const put = (name: string, mode = 0o755): void => {
  const file = path.join(folder, name)
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, mode)
}

const faultOf = (act: () => unknown): FabricFault => {
  try {
    act()
  } catch (error) {
    if (error instanceof FabricFault) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

beforeAll(() => {
  folder = temporaryFolder('programs')
  process.env.PATH = ''
})
afterAll(() => {
  process.env.PATH = searched
  rmSync(folder, { recursive: true })
})

test('each missing program is named, those that are there are not', () => {
  put('peer')
  put('orderer', 0o644)
  const { code, message } = faultOf(() => fabricPrograms(folder))
  expect(code).toBe('FABRIC_PROGRAM_MISSING')
  expect(message).toContain(`${folder} does not have orderer, configtxgen, cryptogen, osnadmin, discover.`)
  expect(message).toContain('https://github.com/hyperledger/fabric/releases')
})

test('without a folder the PATH is searched, and the message says that FABRIC_BIN is not set', () => {
  expect(faultOf(() => fabricPrograms('')).message).toContain('FABRIC_BIN is not set')
  for (const name of ['orderer', 'configtxgen', 'cryptogen', 'osnadmin', 'discover']) put(name)
  process.env.PATH = folder
  expect(fabricPrograms('').peer).toBe(path.join(folder, 'peer'))
  process.env.PATH = ''
  expect(fabricPrograms(folder).discover).toBe(path.join(folder, 'discover'))
})
