// For fault tests: starts the writer of receipts as a process of its own, and waits until it streams.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WriterPlan } from './kill-writer.ts'

/** `folder`: for its plan. */
export const startWriter = async (plan: WriterPlan, folder: string): Promise<ChildProcess> => {
  const file = path.join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  const entry = fileURLToPath(new URL('./kill-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [entry, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return child
}
