// The command that checks a proof file without asking anybody, and says what it shows and what it does not.
import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { AppError, messageOf } from '@ectrace/shared/errors'
import { hexEncode, utf8Decode } from '@ectrace/shared/proof/bytes'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyProofFile } from '@ectrace/shared/proof/proof-file'
import type { ProofTrust } from '@ectrace/shared/proof/proof-file'
import { list } from '@ectrace/shared/proof/shape'
import { parseJson } from '@ectrace/shared/proof/json-scan'
import { printable, sayProof } from './say-proof.ts'

const usage = `用法 Usage: pnpm verify-proof FILE --key KEY [--seen FILE [--consistency FILE]] [--record ID.N] [--witness KEY …]
  FILE           证明文件 the proof file
  --key          您信任的账本公钥，或存有它的文件 the log's verifier key that you trust, or a file that holds it
  --seen         您此前见过的检查点 a checkpoint of this log that you saw before (a note in a file)
  --consistency  两个检查点之间的一致性证明 the proof between the two, as GET /api/v1/log/consistency?from=&to= answers it
  --record       您要的记录 the record that you asked for: transaction, point, number of the operation
  --witness      您认可的见证方公钥 verifier key of a witness that you know; may be repeated
退出码 Exit code: 0 成立 holds · 1 不成立 does not hold · 2 用法不对 wrong usage`

/** Something the person who typed the command can put right. */
class UsageFault extends Error {}

const largest = 16 * 1024 * 1024

const readText = (file: string): string => {
  let bytes: Uint8Array
  try {
    if (statSync(file).size > largest) throw new UsageFault(`${file}: 文件过大 the file is too large`)
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof UsageFault) throw error
    throw new UsageFault(`${file}: 无法读取 cannot be read`, { cause: error })
  }
  return utf8Decode(bytes)
}

/** A key given as it is, or the one line of a file. */
const readKey = (given: string): string => (given.includes('+') ? given : readText(given)).trim()

const readConsistency = (file: string | undefined): string[] => {
  if (file === undefined) return []
  const json = parseJson(readText(file))
  const path = typeof json === 'object' && json !== null && 'path' in json ? json.path : json
  // What is no hash is refused where the proof is checked.
  return list(path, 'consistency', 0, 64).map(String)
}

const readSeen = (file: string, verifierKey: string, consistency: string | undefined): Required<ProofTrust>['seen'] => {
  const { size, root, time } = verifyCheckpoint(readText(file), verifierKey)
  return { size, root: hexEncode(root), time, consistency: readConsistency(consistency) }
}

const readRecord = (given: string): Required<ProofTrust>['expected'] => {
  const [, transaction, operation] = /^([0-9a-f]{64})\.(0|[1-9]\d{0,2})$/.exec(given) ?? []
  if (transaction === undefined) throw new UsageFault(`--record ${given}: ID.N`)
  return { transaction, operation: Number(operation) }
}

const options = {
  key: { type: 'string' },
  seen: { type: 'string' },
  consistency: { type: 'string' },
  record: { type: 'string' },
  witness: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const

const parsed = (args: string[]) => {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (cause) {
    throw new UsageFault(cause instanceof Error ? cause.message : '', { cause })
  }
}

const verify = (args: string[]): string => {
  const { values, positionals } = parsed(args)
  const [file, ...more] = positionals
  if (values.help === true || file === undefined || more.length > 0 || values.key === undefined)
    throw new UsageFault(usage)
  if (values.consistency !== undefined && values.seen === undefined)
    throw new UsageFault('--consistency 需要 --seen: it proves nothing without a checkpoint seen before')
  const verifierKey = readKey(values.key)
  const trust: ProofTrust = {
    verifierKey,
    witnesses: (values.witness ?? []).map(readKey),
    ...(values.seen === undefined ? {} : { seen: readSeen(values.seen, verifierKey, values.consistency) }),
    ...(values.record === undefined ? {} : { expected: readRecord(values.record) }),
  }
  return sayProof(verifyProofFile(readText(file), trust), Date.now())
}

/** What is said on which stream, and the exit code. */
export type Outcome = { code: 0 | 1 | 2; out: string; err: string }

const refused = (error: AppError): string => {
  const where = error.details.faults?.map(({ field, rule }) => printable(`${field}: ${rule}`)).join('; ') ?? ''
  const words = `${messageOf(error.code, 'zh')} ${messageOf(error.code, 'en')}`
  return `证明不成立 The proof does not hold: ${error.code}\n  ${words}${where === '' ? '' : ` (${where})`}`
}

/** Runs the command on the words after its name; reads only the files that they name. */
export const verifyProofCommand = (args: string[]): Outcome => {
  try {
    return { code: 0, out: verify(args), err: '' }
  } catch (error) {
    if (error instanceof UsageFault) return { code: 2, out: '', err: error.message }
    if (error instanceof AppError) return { code: 1, out: '', err: refused(error) }
    throw error
  }
}
