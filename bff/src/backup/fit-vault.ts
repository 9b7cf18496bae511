// Takes out of a restored vault what only the lost part of the chain spoke of, so that it can be done again.
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { State } from '@ectrace/shared/ledger/state'
import type { Vault } from '../store/vault.ts'

const someHas = async (ledgers: readonly Ledger[], has: (ledger: Ledger) => Promise<boolean>): Promise<boolean> => {
  for (const ledger of ledgers) if (await has(ledger)) return true
  return false
}

const isMinted = async (ledger: Ledger, batch: string, set: number): Promise<boolean> => {
  const entry = await ledger.read(keys.codes(batch))
  // Only rules write state: the key names the shape.
  return (entry?.value as State['codes'] | undefined)?.sets.some((one) => one.set === set) === true
}

/**
 * Removes logins whose user and lists of codes whose set stand in no chain: a vault is copied a little after the chain's height, and a
 * login or a list of a lost act would stand in the way of the same act made again.
 */
export const fitVault = async (vault: Vault, ledgers: readonly Ledger[]): Promise<void> => {
  const accounts = await vault.selectFrom('account').select(['login', 'user']).execute()
  for (const { login, user } of accounts) {
    const known = await someHas(ledgers, async (ledger) => (await ledger.read(keys.user(user))) !== undefined)
    if (!known) await vault.deleteFrom('account').where('login', '=', login).execute()
  }
  const sets = await vault.selectFrom('code').select(['batch', 'code_set']).distinct().execute()
  for (const { batch, code_set: set } of sets) {
    if (await someHas(ledgers, (ledger) => isMinted(ledger, batch, set))) continue
    await vault.deleteFrom('code').where('batch', '=', batch).where('code_set', '=', set).execute()
  }
}
