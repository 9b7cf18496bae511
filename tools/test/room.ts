// How much of the machine test files may use at once. The files of all suites share it; those of an earlier suite come first.

/** Gives back what was taken; once. */
export type Leave = () => void

export type Room = {
  /** Waits until `share` (above 0, at most 1) of the room is free. A smaller `rank` comes first, equal ones in the order in which they asked. */
  enter: (share: number, rank: number) => Promise<Leave>
}

type Waiting = { share: number; rank: number; admit: (leave: Leave) => void }

/** Sums of thirds and halves miss 1 by less. */
const tolerance = 1e-9

export const createRoom = (): Room => {
  const inside = new Set<Waiting>()
  const waiting: Waiting[] = []
  const taken = (): number => [...inside].reduce((sum, { share }) => sum + share, 0)

  const leave = (one: Waiting): void => {
    if (inside.delete(one)) admit()
  }
  /** Whoever is first waits for enough room and is not overtaken by those who need less. */
  const admit = (): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const next = first
      if (taken() + next.share > 1 + tolerance) return
      waiting.shift()
      inside.add(next)
      next.admit(() => {
        leave(next)
      })
    }
  }
  return {
    enter: (share, rank) =>
      new Promise((resolve) => {
        const behind = waiting.findIndex((other) => other.rank > rank)
        waiting.splice(behind === -1 ? waiting.length : behind, 0, { share, rank, admit: resolve })
        admit()
      }),
  }
}
