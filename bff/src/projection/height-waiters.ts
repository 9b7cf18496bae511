// Readers that wait until the projection has reached a height.

type Waiter = { height: number; settle: (reached: boolean) => void }

export type HeightWaiters = {
  /** True as soon as `height` is reached (at once when `current` is enough), false after `deadlineMs` milliseconds. */
  wait(height: number, current: number, deadlineMs: number): Promise<boolean>
  reached(height: number): void
  /** Whether anybody waits. */
  waiting(): boolean
  /** Answers everybody who still waits: not reached. */
  giveUp(): void
}

export const heightWaiters = (): HeightWaiters => {
  const waiting = new Set<Waiter>()
  return {
    wait: (height, current, deadlineMs) => {
      if (height <= current) return Promise.resolve(true)
      return new Promise((resolve) => {
        const settle = (reached: boolean): void => {
          clearTimeout(timer)
          waiting.delete(waiter)
          resolve(reached)
        }
        const waiter: Waiter = { height, settle }
        const timer = setTimeout(settle, deadlineMs, false)
        waiting.add(waiter)
      })
    },
    reached: (height) => {
      for (const waiter of [...waiting]) if (waiter.height <= height) waiter.settle(true)
    },
    waiting: () => waiting.size > 0,
    giveUp: () => {
      for (const waiter of [...waiting]) waiter.settle(false)
    },
  }
}
