// Takes out of a restored vault what only the lost part of the chain spoke of, so that it can be done again.
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Vault } from '../store/vault.ts'

const someHas = async (ledgers: readonly Ledger[], has: (ledger: Ledger) => Promise<boolean>): Promise<boolean> => {
  for (const ledger of ledgers) if (await has(ledger)) return true
  return false
}

/**
 * Removes logins whose user stands in no chain: a vault is copied a little after the chain's height, and a login of a lost act would
 * stand in the way of the same act made again.
 */
export const fitVault = async (vault: Vault, ledgers: readonly Ledger[]): Promise<void> => {
  const accounts = await vault.selectFrom('account').select(['login', 'user']).execute()
  for (const { login, user } of accounts) {
    const known = await someHas(ledgers, async (ledger) => (await ledger.read(keys.user(user))) !== undefined)
    if (!known) await vault.deleteFrom('account').where('login', '=', login).execute()
  }
}
