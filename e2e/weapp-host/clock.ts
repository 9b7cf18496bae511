// The timers of one app, which end with it.

type Timer = ReturnType<typeof setTimeout>

export type Clock = {
  globals: Pick<typeof globalThis, 'clearTimeout' | 'clearInterval'> & {
    setTimeout: (act: () => void, ms?: number) => Timer
    setInterval: (act: () => void, ms?: number) => Timer
  }
  /** Stops what runs; what is set later never fires. */
  stop: () => void
}

export const createClock = (): Clock => {
  const running = new Set<Timer>()
  let stopped = false
  const guarded = (act: () => void) => (): void => {
    if (!stopped) act()
  }
  const started = (timer: Timer): Timer => {
    if (stopped) clearTimeout(timer)
    else running.add(timer)
    return timer
  }
  return {
    globals: {
      setTimeout: (act, ms) => started(setTimeout(guarded(act), ms)),
      setInterval: (act, ms) => started(setInterval(guarded(act), ms)),
      clearTimeout,
      clearInterval,
    },
    stop: () => {
      stopped = true
      for (const timer of running) clearTimeout(timer)
      running.clear()
    },
  }
}
