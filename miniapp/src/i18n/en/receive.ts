// Words of the receive page.
import type { receive as zh } from '../zh/receive'

export const receive: Record<keyof typeof zh, string> = {
  'receive.title': 'Receive',
  'receive.hint': 'Count, match, confirm',
}
