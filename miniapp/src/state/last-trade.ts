// The trade that was being received when the page was left: it is offered first next time.
import { forget, readStored, store } from '../platform/storage'

const key = 'receive-last'
const grammar = /^[0-9A-HJKMNP-TV-Z]{20}$/

/** `from`: who sent the goods; each organisation on the device has its own. */
export type LastTrade = { organisation: string; no: string; from: string }

const isLast = (value: unknown): value is LastTrade => {
  if (typeof value !== 'object' || value === null) return false
  const { organisation, no, from } = value as Record<string, unknown>
  return typeof organisation === 'string' && typeof from === 'string' && typeof no === 'string' && grammar.test(no)
}

export const lastTrade = (organisation: string): LastTrade | undefined => {
  const stored = readStored(`${key}:${organisation}`)
  return isLast(stored) && stored.organisation === organisation ? stored : undefined
}

export const rememberTrade = (last: LastTrade): void => {
  store(`${key}:${last.organisation}`, last)
}

export const forgetTrade = (organisation: string): void => {
  forget(`${key}:${organisation}`)
}
