// Which of the credentials that goods need are not there: read from the chain by the rule and by the door in the same way.
import { isValidOn } from '../domain/credential.ts'
import { dateOfInstant } from '../domain/time.ts'
import type { CalendarDate } from '../domain/time.ts'
import { keys } from '../ledger/keys.ts'
import type { GetState } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import type { Count } from './match.ts'

type SubjectType = State['credential']['subjectType']
type Goods = { product: string; batch: string }
type Holds = (subjectType: SubjectType, subject: string, type: string) => Promise<boolean>

/** Does a subject hold a credential of a type that is valid on `day`? Each is asked for once. */
const holdsOn = (get: GetState, day: CalendarDate): Holds => {
  const known = new Map<string, Promise<boolean>>()
  const look = async (subjectType: SubjectType, subject: string, type: string): Promise<boolean> => {
    const numbers = (await get(keys.credentials(subjectType, subject, type)))?.numbers ?? []
    // The newest is the likeliest to be in force.
    for (const no of [...numbers].reverse()) {
      const credential = await get(keys.credential(subjectType, subject, type, no))
      if (credential !== undefined && isValidOn(credential, day)) return true
    }
    return false
  }
  return (subjectType, subject, type) => {
    const name = [subjectType, subject, type].join('/')
    const found = known.get(name) ?? look(subjectType, subject, type)
    known.set(name, found)
    return found
  }
}

const allCovered = async (holds: Holds, type: string, goods: readonly Goods[]): Promise<boolean> => {
  for (const { product, batch } of goods)
    if (!(await holds('product', product, type)) && !(await holds('batch', batch, type))) return false
  return goods.length > 0
}

/**
 * Those of `types` that are not satisfied on `day`, in their order. A type is satisfied when `organisation` holds a valid credential of
 * it, or when of all goods either the product or the batch does.
 */
export const missingCredentials = async (
  get: GetState,
  asked: { types: readonly string[]; organisation: string; goods: readonly Goods[] },
  day: CalendarDate,
): Promise<string[]> => {
  const holds = holdsOn(get, day)
  const missing: string[] = []
  for (const type of new Set(asked.types)) {
    if (await holds('organisation', asked.organisation, type)) continue
    if (!(await allCovered(holds, type, asked.goods))) missing.push(type)
  }
  return missing
}

/** What a trade requires and is not there at an instant, judged by those of its goods that are still to be received. */
export const missingOnReceipt = (
  get: GetState,
  { supplier, requiredCredentials }: State['trade'],
  delivery: State['delivery'] | undefined,
  at: Count['at'],
): Promise<string[]> => {
  const goods = (delivery?.lines ?? []).filter(({ dispatched, received }) => dispatched !== received)
  return missingCredentials(get, { types: requiredCredentials, organisation: supplier, goods }, dateOfInstant(at))
}
