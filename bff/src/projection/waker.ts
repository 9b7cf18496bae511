// Does one piece of work whenever it is woken, never twice at once: who wakes it while it runs has it done once more.

export type Waker = {
  wake(): void
  /** Not later than in so many milliseconds. */
  wakeIn(milliseconds: number): void
  /** After what is being done; nothing wakes it any more. */
  stop(): Promise<void>
}

/** `failed` hears of what `work` throws. */
export const openWaker = (work: () => Promise<void>, failed: (error: unknown) => void): Waker => {
  let awake = false
  let stopped = false
  let working = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let due = Infinity

  const once = async (): Promise<void> => {
    awake = false
    if (!stopped) await work()
  }
  const wake = (): void => {
    if (awake || stopped) return
    awake = true
    clearTimeout(timer)
    due = Infinity
    working = working.then(once).catch(failed)
  }
  return {
    wake,
    wakeIn: (milliseconds) => {
      const at = performance.now() + milliseconds
      if (stopped || at >= due) return
      clearTimeout(timer)
      due = at
      timer = setTimeout(wake, milliseconds)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}
