// An act between the vault and the chain: what a crash, a race or a refusal leaves behind, over the real door.
import { randomUUID } from 'node:crypto'
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { act } from '../src/commands/act.ts'
import type { ActRequest, Plan } from '../src/commands/act.ts'
import type { Deps } from '../src/deps.ts'
import { logIn, openDoor, password, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

let door: Door
let user: string
/** Organisations that nobody has verified yet: each can be verified once. */
let unverified: string[]

beforeAll(async () => {
  door = await openDoor()
  const registered = await registerOperator(door)
  user = (registered.json as { user: string }).user
  unverified = []
  for (const value of [
    '6901234000009',
    '6901234567892',
    '4006381333931',
    '9312345678907',
    '5901234123457',
    '8690123456789',
    '4012345678901',
  ])
    unverified.push(await registerShop(value))
}, 60_000)
afterAll(() => door.end())

const registerShop = async (value: string): Promise<string> => {
  const administrator = { login: `admin.${value}`, password }
  const shop = { scheme: 'gln', value, name: value, type: 'retailer', named: true, administrator }
  const reply = await door.post('organisations', shop)
  return (reply.json as { organisation: string }).organisation
}

const basis = 'paper seen by hand'
const request = (key = randomUUID()): ActRequest => ({
  user,
  custody: 'hosted',
  route: 'POST /organisations/:id/verification',
  key,
  asked: { basis },
})
type Planning = () => Plan<Record<never, never>>
const verifying =
  (organisation = unverified.pop() ?? ''): Planning =>
  () => ({ acts: [{ name: 'verifyOrganisation', fields: { organisation, level: 'verified', basis } }], reply: {} })

/** What the vault keeps of a transaction: intents, hidden values, uses of the user's key. */
const kept = async (transaction: string): Promise<number[]> => {
  const { vault } = door.deps
  const found = await Promise.all([
    vault.selectFrom('intent').select('nonce').where('transaction', '=', transaction).execute(),
    vault.selectFrom('hidden_value').select('field').where('transaction', '=', transaction).execute(),
    vault.selectFrom('key_use').select('id').where('transaction', '=', transaction).execute(),
  ])
  return found.map((rows) => rows.length)
}

/** The vault takes the intent away after the refusal was told: a few turns later. */
const untilForgotten = async (transaction: string): Promise<void> => {
  for (let turn = 0; turn < 100 && (await kept(transaction))[0] !== 0; turn += 1) await setImmediate()
}

/** A process that dies after the vault's commit and before the chain hears of it. */
const dying = (): Deps => ({
  ...door.deps,
  ledger: {
    ...door.deps.ledger,
    submit: () => Promise.reject(new AppError('LEDGER_STOPPED', { details: { outcome: 'unknown' } })),
  },
})

/** A ledger that answers only after the door has stopped waiting; `answer` lets it. */
const slow = (): { deps: Deps; answer: () => void; answered: () => Promise<unknown> } => {
  let answer = (): void => undefined
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let submitted: Promise<unknown> = asked
  const submit: Deps['ledger']['submit'] = (submission) => {
    const outcome = asked.then(() => door.deps.ledger.submit(submission))
    submitted = outcome.catch(() => undefined)
    // The deadline is set after this call, in the same turn.
    queueMicrotask(() => mock.timers.tick(10_000))
    return outcome
  }
  return {
    deps: { ...door.deps, ledger: { ...door.deps.ledger, submit } },
    answer: () => answer(),
    answered: () => submitted,
  }
}

/** Real time but for `setTimeout`, which the deadline uses. */
const withDeadlineReached = async <T>(work: () => Promise<T>): Promise<T> => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    return await work()
  } finally {
    mock.timers.reset()
  }
}

describe('an act whose outcome is late', () => {
  const ask = async (transaction: string): Promise<unknown> => {
    const { headers } = await logIn(door, 'operator')
    return (await door.get(`transactions/${transaction}`, headers)).json
  }

  test('is pending, and on chain for whoever asks as soon as it is', async () => {
    const { deps, answer, answered } = slow()
    const { state, transaction } = await withDeadlineReached(() => act(deps, request(), verifying()))
    expect(state).toBe('pending')
    expect(await ask(transaction)).toMatchObject({ state: 'pending', transaction })
    answer()
    await answered()
    expect(await ask(transaction)).toMatchObject({ state: 'committed', transaction })
  })

  test('and is a refusal does not stay pending: nothing of it is kept, and whoever asks is told that it is unknown', async () => {
    const { deps, answer, answered } = slow()
    const { state, transaction } = await withDeadlineReached(() =>
      act(deps, request(), verifying(`O${'A'.repeat(19)}`)),
    )
    expect(state).toBe('pending')
    answer()
    await answered()
    await untilForgotten(transaction)
    expect(await ask(transaction)).toEqual({ state: 'unknown', transaction })
  })
})

describe('an act', () => {
  test('that a crash cut off before the chain heard of it is open, and a repeat sends that very envelope', async () => {
    const [asked, plan] = [request(), verifying()]
    const cut = await act(dying(), asked, plan)
    expect(cut.state).toBe('pending')
    expect(await door.deps.ledger.transaction(cut.transaction)).toBeUndefined()
    expect(await kept(cut.transaction)).toEqual([1, 1, 1])
    const repeated = await act(door.deps, asked, plan)
    expect([repeated.state, repeated.transaction]).toEqual(['committed', cut.transaction])
    expect(await kept(cut.transaction)).toEqual([1, 1, 1])
  })

  test('that a crash cut off and nobody repeated in time is made anew, and leaves no hidden value behind', async () => {
    const [asked, plan] = [request(), verifying()]
    const cut = await act(dying(), asked, plan)
    door.shift(250_000)
    const again = await act(door.deps, asked, plan)
    expect(again.state).toBe('committed')
    expect(again.transaction).not.toBe(cut.transaction)
    expect((await kept(cut.transaction)).slice(0, 2)).toEqual([0, 0])
    expect(await kept(again.transaction)).toEqual([1, 1, 1])
  })

  test('asked ten times at once is one transaction, kept once with its hidden value and one use of the key', async () => {
    const [asked, plan] = [request(), verifying()]
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(door.deps, asked, plan)))
    const transactions = new Set(answers.map(({ transaction }) => transaction))
    expect(transactions.size).toBe(1)
    for (const transaction of transactions) expect(await kept(transaction)).toEqual([1, 1, 1])
    const other = act(door.deps, { ...asked, asked: { basis: 'another' } }, plan)
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
  })

  test('whose intent was lost with the vault is told as it stands on chain, not as it was signed again', async () => {
    const [asked, plan] = [request(), verifying()]
    const first = await act(door.deps, asked, plan)
    await door.deps.vault.deleteFrom('intent').where('transaction', '=', first.transaction).execute()
    const again = await act(door.deps, asked, plan)
    expect(first).toMatchObject({ state: 'committed', recordDigests: [expect.any(String)] })
    const { state, height, recordDigests } = first
    expect(again).toMatchObject({ state, height, transaction: first.transaction, recordDigests })
  })

  test('that the chain refuses leaves its neighbours alone and nothing of itself but the use of the key', async () => {
    const before = await door.deps.vault.selectFrom('intent').select('nonce').execute()
    const outcomes = await Promise.allSettled([
      act(door.deps, request(), verifying()),
      act(door.deps, request(), verifying(`O${'A'.repeat(19)}`)),
      act(door.deps, request(), verifying()),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const after = await door.deps.vault.selectFrom('intent').select('nonce').execute()
    expect(after.length).toBe(before.length + 2)
  })
})
