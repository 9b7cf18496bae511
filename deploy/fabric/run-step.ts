// Runs one of Fabric's programs to its end and gives what it printed; a failure becomes one fault with its last lines.
import { execFile } from 'node:child_process'
import { FabricFault } from './fault.ts'

/**
 * What every program of the network sees of our environment. The rest stays away: CORE_… and ORDERER_… would overrule the
 * settings files, and a server's secrets are not for chaincode.
 */
export const plainEnvironment = (extra: Record<string, string>): Record<string, string> => {
  const kept = ['PATH', 'TMPDIR', 'HOME', 'LANG', 'LD_LIBRARY_PATH'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), ...extra }
}

export type Step = { what: string; program: string; args: readonly string[]; env?: Record<string, string> }

const secondsPerStep = 60

/** stdout of the program. Throws FABRIC_STEP_FAILED with the last lines of what it said. */
export const runStep = ({ what, program, args, env = {} }: Step): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { env: plainEnvironment(env), timeout: secondsPerStep * 1000, maxBuffer: 64 * 1024 * 1024 }
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (!error) {
        resolve(stdout)
        return
      }
      const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join('\n')
      reject(
        new FabricFault('FABRIC_STEP_FAILED', `${what} failed: ${said === '' ? error.message : said}`, {
          cause: error,
        }),
      )
    })
  })
