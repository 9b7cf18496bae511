// The trade that was being received when the page was left: it is offered first next time.
import { readStored } from '../../platform/storage'

export const lastTradeKey = 'receive-last'

const grammar = /^[0-9A-HJKMNP-TV-Z]{20}$/

export const lastTrade = (): string | undefined => {
  const stored = readStored(lastTradeKey)
  return typeof stored === 'string' && grammar.test(stored) ? stored : undefined
}
