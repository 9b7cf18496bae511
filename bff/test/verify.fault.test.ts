// `pnpm verify` as a person runs it: one sentence and an exit code.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import path, { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { copyFolders, makeSmallLog, readSegment, walkFolder, writeSegment } from './small-log.ts'
import type { SmallLog } from './small-log.ts'
import type { Folders } from './ledger-fixture.ts'
import { quickStart } from './quick-start.ts'

const entry = new URL('../src/verify.ts', import.meta.url).pathname

const verify = (
  { dir, keyDir }: Folders,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...quickStart, DATA_DIR: dirname(dir), KEY_DIR: keyDir },
  })

describe('pnpm verify', () => {
  let log: SmallLog
  beforeAll(async () => {
    log = await makeSmallLog(3)
  })
  afterAll(() => log.folders.remove())

  test('says that a whole ledger is whole, with counts, size, root and key, and ends with 0', () => {
    for (const args of [[], ['--hashes']]) {
      const { status, stdout } = verify(log.folders, ...args)
      expect(status).toBe(0)
      expect(stdout).toContain('账本完整 The ledger is whole: 3 blocks, 3 transactions')
      expect(stdout).toMatch(/root [0-9a-f]{64}/)
      expect(stdout).toMatch(/key {2}ectrace\//)
    }
  })

  test('checks every channel that lies there, or the one that is named, and says which is damaged', () => {
    const copy = copyFolders(log.folders)
    const other = path.join(dirname(copy.dir), 'channels', 'cold', 'ledger')
    cpSync(copy.dir, other, { recursive: true })
    expect(verify(copy).stdout).toMatch(/^账本完整[^]+\ncold: 账本完整/)
    const bytes = readSegment({ ...copy, dir: other })
    bytes.writeUInt8(bytes.readUInt8(200) ^ 4, 200)
    writeSegment({ ...copy, dir: other }, bytes)
    expect(verify(copy)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^cold: LEDGER_DAMAGED /) })
    expect(verify(copy, '--channel', 'trace')).toMatchObject({ status: 0, stderr: '' })
    expect(verify(copy, '--channel', 'cold')).toMatchObject({ status: 1, stdout: '' })
    expect(verify(copy, '--channel', 'none').status).toBe(2)
    copy.remove()
  })

  test('says when there was no key folder to compare with, and no state yet', () => {
    const copy = copyFolders(log.folders)
    rmSync(copy.keyDir, { recursive: true })
    rmSync(`${copy.dir}/state.db`)
    const { status, stdout } = verify(copy)
    expect(status).toBe(0)
    expect(stdout).toContain('no key folder')
    expect(stdout).toContain('state.db')
    copy.remove()
  })

  test('names the block of a damaged ledger in one sentence without a stack and ends with 1', () => {
    const copy = copyFolders(log.folders)
    const offset = walkFolder(copy).blocks[1]?.position.offset ?? 0
    const bytes = readSegment(copy)
    bytes.writeUInt8(bytes.readUInt8(offset + 99) ^ 4, offset + 99)
    writeSegment(copy, bytes)
    const { status, stderr, stdout } = verify(copy)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr.trim()).toBe(
      `LEDGER_DAMAGED 账本文件损坏 The ledger file is damaged: the checksum of the frame is wrong (区块 block 2, 文件段 segment 1, 字节 offset ${offset})`,
    )
    copy.remove()
  })

  test('refuses arguments that it does not know', () => {
    expect(verify(log.folders, '--fast')).toMatchObject({ status: 2, stderr: expect.stringContaining('--hashes') })
  })
})
