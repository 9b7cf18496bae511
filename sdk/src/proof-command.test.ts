import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import vectors from '@ectrace/shared/vectors/proof-file.json' with { type: 'json' }
import record from '@ectrace/shared/vectors/record.json' with { type: 'json' }
import { verifyProofCommand } from './proof-command.ts'
import { printable } from './say-proof.ts'

type Trust = { verifierKey: string; witnesses?: string[]; seen?: object; expected?: object }
type Case = { name: string; file: string; trust: Trust; code?: string; transaction?: string; withheld?: string[] }
const cases = vectors.cases as Case[]
const good = cases[0]?.file ?? ''

let dir: string
const put = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'proof-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** What a checkpoint file and a record's name cannot say on the command line is left to the test beside the verifier. */
const plain = cases.filter(({ trust }) => trust.seen === undefined && trust.expected === undefined)

describe('the golden proof files on the command line', () => {
  test.each(plain.map((one) => [one.name, one] as const))(
    '%s',
    (_name, { file, trust, code, transaction, withheld }) => {
      const witnesses = (trust.witnesses ?? []).flatMap((key) => ['--witness', key])
      const outcome = verifyProofCommand([put('proof.json', file), '--key', trust.verifierKey, ...witnesses])
      if (code === undefined) {
        expect(outcome).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`${transaction ?? ''}.0`) })
        for (const field of withheld ?? []) expect(outcome.out).toContain(field)
      } else expect(outcome).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`: ${code}\n`) })
    },
  )
})

describe('what the reader brings', () => {
  test('a key may stand in a file', () => {
    const key = put('log.key', `${vectors.verifierKey}\n`)
    expect(verifyProofCommand([put('proof.json', good), '--key', key]).code).toBe(0)
  })

  test('a checkpoint seen before is compared, and a file that does not grow out of it is refused', () => {
    const seen = ['--seen', put('seen', record.earlierCheckpoint)]
    const proof = [put('proof.json', good), '--key', vectors.verifierKey]
    const consistency = ['--consistency', put('path', JSON.stringify({ path: record.consistency }))]
    const outcome = verifyProofCommand([...proof, ...seen, ...consistency])
    expect([outcome.code, outcome.out]).toEqual([0, expect.stringContaining('compared with the checkpoint')])
    expect(verifyProofCommand([...proof, ...seen])).toMatchObject({
      code: 1,
      err: expect.stringContaining('CONSISTENCY_INVALID'),
    })
  })

  test('another record than the one asked for is refused', () => {
    const proof = [put('proof.json', good), '--key', vectors.verifierKey, '--record']
    expect(verifyProofCommand([...proof, `${record.transactionId}.0`]).code).toBe(0)
    expect(verifyProofCommand([...proof, `${record.transactionId}.1`]).err).toContain('RECORD_MISPLACED')
  })

  test('wrong usage is told from a proof that does not hold', () => {
    const proof = put('proof.json', good)
    for (const args of [
      [],
      [proof],
      [join(dir, 'none'), '--key', vectors.verifierKey],
      [proof, proof, '--key', vectors.verifierKey],
      [proof, '--key', vectors.verifierKey, '--unknown'],
      [proof, '--key', vectors.verifierKey, '--consistency', proof],
      [proof, '--key', vectors.verifierKey, '--record', 'that one'],
      [dir, '--key', vectors.verifierKey],
    ])
      expect(verifyProofCommand(args)).toMatchObject({ code: 2, out: '' })
  })
})

test('what a hostile file holds cannot steer the terminal', () => {
  expect(printable('\u001b[2J\u009b1m\u202etxt.exe\u2028中文 🌾')).toBe(
    '\\u{1b}[2J\\u{9b}1m\\u{202e}txt.exe\\u{2028}中文 🌾',
  )
})

test('the program itself says so on its streams and by its exit code', () => {
  const program = join(import.meta.dirname, 'verify-proof.ts')
  const run = (file: string) =>
    spawnSync(process.execPath, [program, put('proof.json', file), '--key', vectors.verifierKey])
  const [holds, broken] = [run(good), run(good.replace('100.002', '900.002'))]
  expect([holds.status, String(holds.stdout)]).toEqual([0, expect.stringContaining('证明成立 The proof holds')])
  expect([broken.status, String(broken.stderr)]).toEqual([1, expect.stringContaining('FIELD_DIGEST_MISMATCH')])
})
