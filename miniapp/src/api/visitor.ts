// The number under which this device's scans of one item belong together. It says nothing else about anybody.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { randomBytes } from '../platform/random'
import { personCode } from '../platform/scan-door'
import { readStored, store } from '../platform/storage'
import { ApiFailure } from './api-failure'
import { call } from './call'

const form = /^(?:f[0-9a-f]{32}|w[0-9a-f]{64})$/

const fromServer = async (): Promise<string | undefined> => {
  const code = await personCode()
  if (code === undefined) return undefined
  try {
    const { visitor } = await call(endpoints.visitor, { body: { code } })
    return form.test(visitor) ? visitor : undefined
  } catch (cause) {
    // A server without WeChat's secret, or no network: a number of our own does as well.
    if (cause instanceof ApiFailure) return undefined
    throw cause
  }
}

const ownNumber = async (): Promise<string> =>
  `f${Array.from(await randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')}`

/** undefined where the device keeps nothing: such a scan is nobody's. */
export const visitorId = async (): Promise<string | undefined> => {
  const kept = readStored('visitor')
  if (typeof kept === 'string' && form.test(kept)) return kept
  const visitor = (await fromServer()) ?? (await ownNumber())
  return store('visitor', visitor) && readStored('visitor') === visitor ? visitor : undefined
}
