// Which deliveries come first: those agreed for today or before it, then what is on its way, each by the agreed time.
import type { TradeSummary } from '@ectrace/shared/api/views'
import { formatDay } from '../../i18n/format'

type Due = Pick<TradeSummary, 'no' | 'promisedAt' | 'updatedAt'>

/** What nobody has agreed a time for comes last, the newest first. */
const byTime = (a: Due, b: Due): number => {
  if (a.promisedAt !== undefined && b.promisedAt !== undefined)
    return Date.parse(a.promisedAt) - Date.parse(b.promisedAt)
  if (a.promisedAt !== b.promisedAt) return a.promisedAt === undefined ? 1 : -1
  return Date.parse(b.updatedAt) - Date.parse(a.updatedAt)
}

/** `now`: milliseconds; days are those of this device. */
export const dueGroups = <T extends Due>(trades: readonly T[], now: number): { today: T[]; later: T[] } => {
  const today = formatDay(new Date(now).toISOString())
  const isToday = ({ promisedAt }: T): boolean => promisedAt !== undefined && formatDay(promisedAt) <= today
  const sorted = [...trades].sort(byTime)
  return { today: sorted.filter(isToday), later: sorted.filter((trade) => !isToday(trade)) }
}
