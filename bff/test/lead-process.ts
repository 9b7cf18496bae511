// For tests: another process that wants the lead of a schema, as its parent sees it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Told } from './hold-lead.ts'

export type LeadProcess = {
  run: string
  /** Resolves as soon as it has the lead. */
  leads: Promise<void>
  hasLed: () => boolean
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>
}

const entry = fileURLToPath(new URL('./hold-lead.ts', import.meta.url))

export const startLeadProcess = async (url: string, schema: string): Promise<LeadProcess> => {
  const child = spawn(process.execPath, [entry, url, schema], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let led = false
  const leads = new Promise<void>((resolve) => {
    child.on('message', (told: Told) => {
      if (!('leads' in told) || !told.leads) return
      led = true
      resolve()
    })
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if ('ready' in told) resolve(told.ready)
    })
    child.once('exit', (code, signal) => reject(new Error(`the process ended: ${String(code ?? signal)}`)))
  })
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return { run: await ready, leads, hasLed: () => led, kill }
}
