// A camera sees the same code many times a second: tells the first sight from the repeats.

/** The window opens anew with each sight, so a code held before the camera counts once. Milliseconds. */
export const repeatWindow = 2_000

/** Answers true for a text not seen in the last two seconds. `now` in milliseconds, never going back. */
export const createSeenLately = (window: number = repeatWindow): ((text: string, now: number) => boolean) => {
  const last = new Map<string, number>()
  return (text, now) => {
    for (const [known, at] of last) if (now - at > window) last.delete(known)
    const fresh = !last.has(text)
    last.set(text, now)
    return fresh
  }
}
