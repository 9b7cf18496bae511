// Waits until something holds, without guessing how long it takes.

/** Looks every 10 ms; fails after `limit` milliseconds with what `describe` says. */
export const settled = async (holds: () => boolean, describe: () => string, limit = 5_000): Promise<void> => {
  const end = Date.now() + limit
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not so after ${String(limit)} ms: ${describe()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
