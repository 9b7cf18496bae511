// A command ends with the package manager that ran it, also when that one was killed and shells stand in between.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../services/daemon.ts'

let folder = ''
const module = path.join(import.meta.dirname, 'follow-launcher.ts')

beforeAll(() => {
  folder = temporaryFolder('launcher')
  const command = `"${process.execPath}" child.mjs; true`
  const manager = `require('node:child_process').spawn('/bin/sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`
  writeFileSync(path.join(folder, 'npm-cli.js'), manager)
  writeFileSync(path.join(folder, 'other.js'), manager)
  const child = `import { followLauncher } from ${JSON.stringify(module)}
    followLauncher(() => { console.log('gone'); process.exit() })
    console.log('ready')
    setTimeout(() => console.log('left alone'), 3000)`
  writeFileSync(path.join(folder, 'child.mjs'), child)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Kills the launcher once its grandchild is up, and answers all that the grandchild said until it ended. */
const outputAfterKill = async (script: string): Promise<string> => {
  const manager = spawn(process.execPath, [script], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  manager.stdout.on('data', (chunk: Buffer) => {
    if (output === '') manager.kill('SIGKILL')
    output += chunk.toString()
  })
  await once(manager.stdout, 'end')
  return output
}

const onLinux = existsSync('/proc/self/stat')

test('the end of a package manager is noticed through a shell', async () => {
  expect(await outputAfterKill('npm-cli.js')).toBe(onLinux ? 'ready\ngone\n' : 'ready\nleft alone\n')
})

test('the end of anything else, such as the terminal of a server started by hand, is not our business', async () => {
  expect(await outputAfterKill('other.js')).toBe('ready\nleft alone\n')
})
