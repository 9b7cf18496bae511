// Children run on our own Node, end in time and leave nothing behind.
import { expect, test } from '@jest/globals'
import { runNode } from './run-node.ts'

test('a child has our version of Node, no NODE_PATH, and its output can be collected', async () => {
  const script = 'console.log(process.version, process.env.NODE_PATH); console.error("warned"); process.exit(3)'
  const result = await runNode(['-e', script], { capture: true })
  expect(result.code).toBe(3)
  expect(result.output).toContain(`${process.version} undefined`)
  expect(result.output).toContain('warned')
})

test('after its time limit a child is killed together with what it started', async () => {
  // The grandchild holds the same pipe: were it left alive, the output would never end.
  const grandchild = JSON.stringify('console.log("up"); setInterval(() => undefined, 1000)')
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${grandchild}], { stdio: 'inherit' })`
  const result = await runNode(['-e', script], { capture: true, timeLimit: 1500 })
  expect(result).toMatchObject({ timedOut: true, code: null, output: 'up\n' })
  expect(result.seconds).toBeLessThan(10)
})
