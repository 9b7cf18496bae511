// Traces by code, each written once: kept as long as neither chain nor read model has moved, and never past a change made by hand.
import { setImmediate } from 'node:timers/promises'
import type { AsOf, TraceView } from '@ectrace/shared/api/views'
import type { Deps } from '../deps.ts'
import { Written } from '../http/answer.ts'
import { assembleTrace } from './assemble-trace.ts'
import { genuineCode, resolveCode } from './resolve-code.ts'

type Seen = { asOf: AsOf; pinned?: number | undefined }

export type Traces = {
  /** `text` is a link or a path; `seen` is of the channel asked. Throws what `resolveCode` throws. */
  of(text: string, seen: Seen): Promise<Written<TraceView>>
}

/** Bytes of answers kept: some five hundred items with their proofs. */
const mostBytes = 33_554_432
/** A verdict may turn with the day, which begins at a full hour everywhere in China. */
const hour = 3_600_000

const now = ({ projection }: Deps): AsOf => ({ height: projection.height(), stale: false })

/** So many traces are assembled in one turn of the event loop, some milliseconds each: others want to be answered too. */
const together = 3

/** Lets in `together` at a time, each at its own turn of the event loop. */
const openTurnstile = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = []
  let inside = 0
  const enter = async (): Promise<void> => {
    if (inside >= together) await new Promise<void>((resolve) => waiting.push(resolve))
    else inside += 1
    await setImmediate()
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) inside -= 1
    else next()
  }
  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}

const assembled = async (deps: Deps, text: string, seen: Seen): Promise<TraceView> => {
  const found = await resolveCode(deps, text)
  // The caller's block and the size it has seen are of the channel it asked.
  return assembleTrace(found, found.at === deps ? seen : { asOf: now(found.at) })
}

/** What every trace rests on, as a text that changes with it. */
const groundOf = (deps: Deps): (() => Promise<string>) => {
  const blocks = deps.channels.map((one) => {
    const seen = { blocks: 0 }
    one.ledger.onBlock(() => {
      seen.blocks += 1
    })
    return { one, seen }
  })
  const blockGround = async ({ one, seen }: (typeof blocks)[number]): Promise<string> => {
    const stamp = await one.readModel.stamp()
    return `${seen.blocks} ${one.projection.height()} ${stamp}`
  }
  return async () => [Math.floor(deps.clock() / hour), ...(await Promise.all(blocks.map(blockGround)))].join('|')
}

type Shelf = {
  /** The answer under `name`, if everything still rests on `ground`. */
  take(ground: string, name: string): Written<TraceView> | undefined
  put(name: string, answer: Written<TraceView>): void
  /** Whether there is an answer, however old. */
  has(name: string): boolean
}

/** Answers that rest on the same ground, least recently asked out first. */
const openShelf = (): Shelf => {
  const kept = new Map<string, Written<TraceView>>()
  let ground = ''
  let bytes = 0
  const put = (name: string, answer: Written<TraceView>): void => {
    kept.set(name, answer)
    bytes += answer.json.length
    for (const [oldest, { json }] of kept) {
      if (bytes <= mostBytes) break
      kept.delete(oldest)
      bytes -= json.length
    }
  }
  const take = (now: string, name: string): Written<TraceView> | undefined => {
    if (now !== ground) {
      kept.clear()
      bytes = 0
    }
    ground = now
    const found = kept.get(name)
    if (found === undefined) return undefined
    kept.delete(name)
    kept.set(name, found)
    return found
  }
  return { take, put, has: (name) => kept.has(name) }
}

export const openTraces = (deps: Deps): Traces => {
  const ground = groundOf(deps)
  const shelf = openShelf()
  const inTurn = openTurnstile()
  const write = async (text: string, seen: Seen): Promise<Written<TraceView>> =>
    new Written(await inTurn(() => assembled(deps, text, seen)))
  return {
    of: async (text, seen) => {
      const name = `${String(seen.pinned)} ${text}`
      // Noise costs a keyed check and no question to chain or database, not even whether they moved.
      if (!shelf.has(name)) await genuineCode(deps, text)
      if (seen.asOf.stale) return write(text, seen)
      const before = await ground()
      const found = shelf.take(before, name)
      if (found !== undefined) return found
      const written = await write(text, { ...seen, asOf: now(deps) })
      // When something moved meanwhile, nobody can say of which moment the answer is. Two may have made the same one at once.
      const after = await ground()
      if (after === before && shelf.take(after, name) === undefined) shelf.put(name, written)
      return written
    },
  }
}
