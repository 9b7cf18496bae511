// How a log's origin is built - `{log}/{epoch}` - and which envelopes it may hold.

/** `ectrace/7k2m/2` -> log `ectrace/7k2m`, epoch 2; undefined for a name without an epoch. */
export const splitOrigin = (origin: string): { log: string; epoch: number } | undefined => {
  const parts = /^(.+)\/([1-9]\d{0,3})$/.exec(origin)
  return parts === null ? undefined : { log: parts[1] ?? '', epoch: Number(parts[2]) }
}

/**
 * Whether an envelope written for `log` may stand in the log of `origin`: the origin itself, the same log without an epoch, or an
 * earlier epoch of it - entries written before a restore stay where they are.
 */
export const mayHold = (origin: string, log: string): boolean => {
  if (origin === log) return true
  const own = splitOrigin(origin)
  if (own === undefined) return false
  if (own.log === log) return true
  const written = splitOrigin(log)
  return written !== undefined && written.log === own.log && written.epoch < own.epoch
}
