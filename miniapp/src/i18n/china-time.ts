// Times of a trace as the page shows them: in China time, because its calendar days (production, best before) are days in China.
import { instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'

/** `2026-11-22 18:09` for an instant, a day as it is; the text itself when it is neither. */
export const chinaTime = (time: string): string => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(time)) return time
  try {
    return instantFromMs(toUtcMs(time)).slice(0, 16).replace('T', ' ')
  } catch (error) {
    if (error instanceof AppError) return time
    throw error
  }
}
