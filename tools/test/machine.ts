// What this machine offers to tests: services, a browser, ffmpeg, Fabric. Opened when first asked for, closed together.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from '../process/find-program.ts'
import { openPostgres } from '../services/postgres.ts'
import { openRedis } from '../services/redis.ts'
import type { Service } from '../services/service.ts'
import type { Need } from './suites.ts'

/** Services by the variable in which a test finds the address; a test file that names the variable needs the service. */
export const serviceVariables = { TEST_REDIS_URL: openRedis, TEST_POSTGRES_URL: openPostgres } as const

export type ServiceVariable = keyof typeof serviceVariables

/** The variable that tells tests where a need is met, its value if it is, and what to do if it is not. */
type Offer = { variable: string; value: string | undefined; remedy: string }

const fabricOnPath = (): string | undefined => {
  const [peer, orderer] = [findProgram(['peer']), findProgram(['orderer'])]
  return peer === undefined || orderer === undefined ? undefined : path.dirname(peer)
}

const offers: Record<Need, () => Offer> = {
  chromium: () => ({
    variable: 'TEST_CHROMIUM',
    value:
      process.env.TEST_CHROMIUM ??
      findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    remedy: 'no Chromium found (apt-get install chromium, or name one in TEST_CHROMIUM)',
  }),
  ffmpeg: () => ({
    variable: 'TEST_FFMPEG',
    value: process.env.TEST_FFMPEG ?? findProgram(['ffmpeg']),
    remedy: 'no ffmpeg found (apt-get install ffmpeg)',
  }),
  fabric: () => ({
    variable: 'FABRIC_BIN',
    value: process.env.FABRIC_BIN ?? fabricOnPath(),
    remedy: 'FABRIC_BIN does not name a folder with Fabric programs, and there is no peer on the PATH',
  }),
}

/** The same engine without the windows of a desktop around it, a third quicker; it has no camera. Without it the tests do as well. */
const shell = (): Record<string, string> => {
  const found = process.env.TEST_CHROMIUM_SHELL ?? findProgram(['chromium-headless-shell', 'chrome-headless-shell'])
  return found === undefined ? {} : { TEST_CHROMIUM_SHELL: found }
}

/** Variables for the tests where every need is met, or the reasons why not. */
export const meet = (needs: readonly Need[]): { env: Record<string, string>; missing: string[] } => {
  const env: Record<string, string> = {}
  const missing: string[] = []
  for (const need of needs) {
    const { variable, value, remedy } = offers[need]()
    if (value !== undefined && existsSync(value)) env[variable] = value
    else missing.push(remedy)
    if (need === 'chromium') Object.assign(env, shell())
  }
  return { env, missing }
}

export type Services = {
  /** Address of the service behind a variable, or undefined when there is none and none could be started. */
  open: (variable: ServiceVariable) => Promise<string | undefined>
  close: () => Promise<void>
}

/** Services of one test run: each is opened at most once. */
export const createServices = (): Services => {
  const opened = new Map<ServiceVariable, Promise<Service | undefined>>()
  return {
    open: async (variable) => {
      const service = opened.get(variable) ?? serviceVariables[variable]()
      opened.set(variable, service)
      return (await service)?.url
    },
    close: async () => {
      for (const service of await Promise.all(opened.values())) await service?.stop()
    },
  }
}
