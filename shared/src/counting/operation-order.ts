// The one order of a set of operations, whatever the order in which they arrived and however often.
import { toUtcMs } from '../domain/time.ts'
import { canonical } from '../proof/canonical.ts'
import type { CountOperation } from './operation.ts'

/** One of each id. Two that share an id and differ come from a broken device: everybody keeps the same one. */
const distinct = (operations: readonly CountOperation[]): CountOperation[] => {
  const found = new Map<string, CountOperation>()
  for (const operation of operations) {
    const other = found.get(operation.id)
    if (other === undefined || (other !== operation && canonical(operation) < canonical(other)))
      found.set(operation.id, operation)
  }
  return [...found.values()]
}

const textOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

type Timed = { ms: number; operation: CountOperation }

/** A clock that was put back does not bring what a device did later before what it did earlier. */
const timed = (ofDevice: CountOperation[]): Timed[] => {
  let latest = Number.NEGATIVE_INFINITY
  return ofDevice
    .sort((a, b) => a.sequence - b.sequence || textOrder(a.id, b.id))
    .map((operation) => {
      latest = Math.max(latest, toUtcMs(operation.at))
      return { ms: latest, operation }
    })
}

const order = (a: Timed, b: Timed): number =>
  a.ms - b.ms ||
  textOrder(a.operation.device, b.operation.device) ||
  a.operation.sequence - b.operation.sequence ||
  textOrder(a.operation.id, b.operation.id)

/** Each operation once, by (time on its device, device, sequence). */
export const inOrder = (operations: readonly CountOperation[]): CountOperation[] => {
  const devices = new Map<string, CountOperation[]>()
  for (const operation of distinct(operations)) {
    const same = devices.get(operation.device)
    if (same === undefined) devices.set(operation.device, [operation])
    else same.push(operation)
  }
  return [...devices.values()]
    .flatMap(timed)
    .sort(order)
    .map(({ operation }) => operation)
}
