// Slows down guessing of passwords: failures are counted by login and by address, and once more in the vault.
import { AppError } from '@ectrace/shared/errors'
import { addressKey } from '../http/address-key.ts'
import type { FastStore } from '../store/fast-store.ts'
import type { Vault } from '../store/vault.ts'

const windowSeconds = 300
const failuresByLogin = 10
const failuresByAddress = 50
/** In a row, whatever the window; holds also when the fast store was emptied. */
const failuresInVault = 20
const lockMs = 900_000

export type LockOut = {
  /** Throws RATE_LIMITED while this login or this address has failed too often. */
  check(login: string, ip: string, lockedUntil: number | null): Promise<void>
  failed(login: string, ip: string): Promise<void>
  succeeded(login: string): Promise<void>
}

const limited = (retryAfter: number): AppError =>
  new AppError('RATE_LIMITED', { details: { retryAfter: Math.ceil(retryAfter) } })

export const openLockOut = (deps: { vault: Vault; fast: FastStore; clock: () => number; factor: number }): LockOut => {
  const { vault, fast, clock, factor } = deps
  const counters = (login: string, ip: string): { name: string; limit: number }[] => [
    { name: `login:${login}`, limit: failuresByLogin },
    { name: `login-address:${addressKey(ip)}`, limit: failuresByAddress * factor },
  ]
  return {
    check: async (login, ip, lockedUntil) => {
      for (const { name } of counters(login, ip)) {
        if ((await fast.get(`${name}:over`)) !== undefined) throw limited(windowSeconds)
      }
      if (lockedUntil !== null && lockedUntil > clock()) throw limited((lockedUntil - clock()) / 1_000)
    },
    failed: async (login, ip) => {
      for (const { name, limit } of counters(login, ip)) {
        // The last allowed failure closes the door, so that no further guess is looked at.
        const { allowed } = await fast.hit(name, windowSeconds, limit - 1)
        if (!allowed) await fast.set(`${name}:over`, '1', windowSeconds)
      }
      await vault
        .updateTable('account')
        .set((build) => ({
          failed_count: build('failed_count', '+', 1),
          locked_until: build
            .case()
            .when('failed_count', '>=', failuresInVault - 1)
            .then(clock() + lockMs)
            .else(build.ref('locked_until'))
            .end(),
        }))
        .where('login', '=', login)
        .execute()
    },
    succeeded: async (login) => {
      const reset = vault.updateTable('account').set({ failed_count: 0, locked_until: null })
      await reset.where('login', '=', login).where('failed_count', '>', 0).execute()
    },
  }
}
