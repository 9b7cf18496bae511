// The counting queue of one organisation on this device: the pure reducer over the device's storage. Others carry what leaves the device.
import type { CountAct } from '@ectrace/shared/counting/operation'
import { operationId } from '@ectrace/shared/counting/operation-id'
import { indexKey } from '@ectrace/shared/counting/queue-storage'
import { emptyQueue } from '@ectrace/shared/counting/queue'
import type { Queue, QueueEffect, QueueEvent } from '@ectrace/shared/counting/queue'
import { reduceQueue } from '@ectrace/shared/counting/reduce-queue'
import { createObservable, type Observable } from './observable'

/** What is to be done outside of this device. */
export type Outgoing = Extract<QueueEffect, { type: 'send' | 'submit' | 'ask' | 'conflict' }>

export type CountQueue = {
  organisation: string
  queue: Observable<Queue>
  take: (event: QueueEvent) => void
  /** Keeps what `by` did now; false when the device keeps nothing more: it did not happen, and the person has to hear so. */
  make: (trade: string, by: string, act: CountAct) => boolean
}

/** What the device keeps (platform/storage): texts by key. */
export type Shelf = {
  read: (key: string) => unknown
  /** false: full. */
  store: (key: string, text: string) => boolean
  forget: (key: string) => void
  keys: (beginning: string) => string[]
}

type Ports = {
  organisation: string
  shelf: Shelf
  /** A random UUID, for a device that has no name yet. */
  fresh: string
  out: (effect: Outgoing) => void
  /** Gives up what can be fetched again; false: there is nothing of the kind. */
  makeRoom: () => boolean
}

const isOutgoing = (effect: QueueEffect): effect is Outgoing =>
  ['send', 'submit', 'ask', 'conflict'].includes(effect.type)

const shardNumber = (key: string): number | undefined => {
  const n = Number(key.slice(key.lastIndexOf('.') + 1))
  return Number.isSafeInteger(n) ? n : undefined
}

export const createCountQueue = ({ organisation, shelf, fresh, out, makeRoom }: Ports): CountQueue => {
  const prefix = `${organisation}:`
  const queue = createObservable<Queue>(emptyQueue(fresh))
  let state = queue.get()
  let depth = 0
  const refused = new Set<string>()

  const keep = (key: string, text: string): boolean => {
    while (!shelf.store(prefix + key, text)) if (!makeRoom()) return false
    return true
  }
  const write = ({ entries }: Extract<QueueEffect, { type: 'write' }>): void => {
    const isKept = entries.every(({ key, text }) => {
      if (text === undefined) shelf.forget(prefix + key)
      return text === undefined || keep(key, text)
    })
    take({ type: isKept ? 'persisted' : 'persist_failed' })
  }
  const carryOut = (effect: QueueEffect): void => {
    if (effect.type === 'write') write(effect)
    else if (effect.type === 'refuse') refused.add(effect.subject)
    else if (isOutgoing(effect)) out(effect)
  }
  const take = (event: QueueEvent): void => {
    const step = reduceQueue(state, event)
    state = step.state
    depth += 1
    step.effects.forEach(carryOut)
    depth -= 1
    // Screens hear of it once, after all that it led to.
    if (depth === 0) queue.set(state)
  }
  const make: CountQueue['make'] = (trade, by, act) => {
    const at = new Date().toISOString()
    const sequence = (state.sequences[trade] ?? 0) + 1
    const id = operationId({ trade, device: state.device, sequence, at })
    take({ type: 'made', id, trade, at, by, act })
    return !refused.delete(id)
  }
  const shards = shelf.keys(`${prefix}count.`).flatMap((key) => {
    const n = shardNumber(key)
    return n === undefined ? [] : [{ n, value: shelf.read(key) }]
  })
  take({ type: 'loaded', index: shelf.read(prefix + indexKey), shards, fresh })
  return { organisation, queue, take, make }
}

/** Operations that the server has not taken yet, those that wait for a person included, and receipts on their way. */
export const unsentIn = ({ shards, receipts }: Queue): number =>
  shards.reduce(
    (sum, { rows }) =>
      sum +
      rows.filter(({ operation, state }) => operation.kind !== 'taken' && (state === 'on_phone' || state === 'refused'))
        .length,
    0,
  ) + receipts.filter(({ state }) => state === 'on_phone' || state === 'refused').length
