// Packages are archives that tar reads, the same bytes each time, and pass through the builder as the peer runs it.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tools/services/daemon.ts'
import { chaincodePackage, chaincodeTls, packageId } from './chaincode-package.ts'
import { makePlan } from './plan.ts'
import type { OrganisationPlan } from './plan.ts'
import { tar } from './tar.ts'

let dir = ''
let organisation: OrganisationPlan

beforeAll(async () => {
  dir = temporaryFolder('package')
  organisation = (await makePlan({})).organisations[0]!
  for (const end of ['server', 'client'] as const) {
    const files = chaincodeTls(dir, organisation, end)
    mkdirSync(path.dirname(files.key), { recursive: true })
    for (const [name, file] of Object.entries(files)) writeFileSync(file, `PEM of ${end} ${name}\n`)
  }
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Runs one of the builder's programs with as little environment as a peer gives it. */
const builder = (name: string, ...args: string[]) =>
  spawnSync(path.join(import.meta.dirname, 'builder', 'bin', name), args, {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  })

const folderNamed = (...names: string[]): string[] =>
  names.map((name) => {
    const folder = path.join(dir, name)
    mkdirSync(folder, { recursive: true })
    return folder
  })

const unpack = (archive: string, into: string): void => {
  execFileSync('tar', ['-xzf', archive, '-C', into])
}

test('what the package says reaches the place where the peer looks for it', () => {
  const [pack = '', source = '', built = '', released = ''] = folderNamed('pack', 'source', 'built', 'released')
  const bytes = chaincodePackage(dir, organisation, 'ectrace_1', '127.0.0.1:20001')
  writeFileSync(path.join(pack, 'package.tar.gz'), bytes)
  unpack(path.join(pack, 'package.tar.gz'), pack)
  unpack(path.join(pack, 'code.tar.gz'), source)
  expect(builder('detect', source, pack).status).toBe(0)
  expect(builder('build', source, pack, built)).toMatchObject({ status: 0, stderr: '' })
  expect(builder('release', built, released)).toMatchObject({ status: 0, stderr: '' })
  expect(JSON.parse(readFileSync(path.join(released, 'chaincode', 'server', 'connection.json'), 'utf8'))).toEqual({
    address: '127.0.0.1:20001',
    dial_timeout: '3s',
    tls_required: true,
    client_auth_required: true,
    client_key: 'PEM of client key\n',
    client_cert: 'PEM of client certificate\n',
    root_cert: 'PEM of client ca\n',
  })
})

test('the same release makes the same package, another address another one', () => {
  const idOf = (address: string): string =>
    packageId('ectrace_1', chaincodePackage(dir, organisation, 'ectrace_1', address))
  expect(idOf('127.0.0.1:20001')).toMatch(/^ectrace_1:[0-9a-f]{64}$/)
  expect(idOf('127.0.0.1:20001')).toBe(idOf('127.0.0.1:20001'))
  expect(idOf('127.0.0.1:20001')).not.toBe(idOf('127.0.0.1:20002'))
})

test('the builder refuses packages of other kinds and without a connection', () => {
  const [metadata = '', source = '', built = ''] = folderNamed('metadata', 'empty', 'none')
  writeFileSync(path.join(metadata, 'metadata.json'), '{ "type": "golang", "label": "ccaas" }')
  expect(builder('detect', source, metadata).status).not.toBe(0)
  writeFileSync(path.join(metadata, 'metadata.json'), '{\n  "label": "x",\n  "type" : "ccaas"\n}')
  expect(builder('detect', source, metadata).status).toBe(0)
  expect(builder('build', source, metadata, built)).toMatchObject({
    status: 1,
    stderr: 'the chaincode package has no connection.json\n',
  })
})

test('files of any size come out of an archive as they went in', () => {
  const [into = ''] = folderNamed('archive')
  const sizes = [0, 1, 511, 512, 513, 5000]
  const content = (size: number): Buffer => Buffer.alloc(size, `${size} `)
  const archive = path.join(into, 'a.tar')
  writeFileSync(archive, tar(sizes.map((size) => ({ name: `file-${size}`, content: content(size) }))))
  execFileSync('tar', ['-xf', archive, '-C', into])
  for (const size of sizes) expect(readFileSync(path.join(into, `file-${size}`)).equals(content(size))).toBe(true)
  expect(() => tar([{ name: 'n'.repeat(101), content: Buffer.alloc(0) }])).toThrow(RangeError)
})
