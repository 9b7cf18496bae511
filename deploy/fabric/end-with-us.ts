// Parts of a test's network must not outlive the test: one guardian for this process ends what is left.
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import path from 'node:path'
import type { ProcessRecord } from './process-identity.ts'

let guardian: Socket | undefined

/** In a group of its own, so that it survives when the whole group of a test is killed. */
const startGuardian = (): Socket => {
  const program = path.join(import.meta.dirname, 'guardian.ts')
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.once('error', () => undefined)
  child.unref()
  const line = child.stdin as unknown as Socket
  line.on('error', () => undefined)
  line.unref()
  return line
}

/** The process is killed when ours is gone. */
export const endWithUs = (record: ProcessRecord): void => {
  guardian ??= startGuardian()
  guardian.write(`${JSON.stringify(record)}\n`)
}
