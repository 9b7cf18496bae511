// How long a rate limit asks to wait.
import type { ErrorDetails } from '@ectrace/shared/errors'

type Limited = { code: string; details: ErrorDetails }

/** Whole seconds, at least one; 0 for any other failure. */
export const retryAfterOf = (failure: Limited | undefined): number => {
  if (failure?.code !== 'RATE_LIMITED') return 0
  const seconds = failure.details['retryAfter']
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 60
}
