// How every engine keeps what is written to the vault together: whole, durable, and without harm to what was written beside it.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Stores, TestEngine } from '../../test/engines.ts'
import { isConstraintError } from './sql-errors.ts'
import { openVault } from './vault.ts'
import type { Vault } from './vault.ts'

export const vaultBatchConformance = (engine: TestEngine): void => {
  let stores: Stores
  let vault: Vault
  beforeEach(async () => {
    stores = await engine.open()
    vault = await openVault(stores.vault)
  })
  afterEach(async () => {
    await vault.destroy()
    await stores.remove()
  })

  const setting = (name: string) => vault.insertInto('setting').values({ name, value: 'x' })
  const use = (transaction: string) => vault.insertInto('key_use').values({ user: 'U1', transaction, at: 1 })
  const names = async (): Promise<string[]> =>
    (await vault.selectFrom('setting').select('name').orderBy('name').execute()).map(({ name }) => name)

  test('a batch that fails leaves nothing and does not take along the batches of the same commit', async () => {
    await setting('taken').execute()
    const asked = ['a', 'taken', 'b'].map((name) => vault.batch([use(name), setting(name)]))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const [refusal] = outcomes.filter((one) => one.status === 'rejected')
    expect(isConstraintError(refusal?.reason)).toBe(true)
    expect(await names()).toEqual(['a', 'b', 'taken'])
    const uses = await vault.selectFrom('key_use').select('transaction').execute()
    expect(uses.map(({ transaction }) => transaction).sort()).toEqual(['a', 'b'])
  })

  test('a batch is there for any other reader as soon as it resolves', async () => {
    const many = Array.from({ length: 50 }, (_none, i) => `n${String(i).padStart(2, '0')}`)
    const other = await openVault(stores.vault)
    await Promise.all(
      many.map(async (name) => {
        await vault.batch([setting(name)])
        expect(await other.selectFrom('setting').select('name').where('name', '=', name).execute()).toEqual([{ name }])
      }),
    )
    await other.destroy()
    expect(await names()).toEqual(many)
  })

  test('a batch is not rolled back with a transaction that was open beside it', async () => {
    let kept: Promise<void> | undefined
    const failed = vault.transaction().execute(async (sql) => {
      await sql.insertInto('setting').values({ name: 'step', value: 'x' }).execute()
      kept = vault.batch([setting('beside')])
      expect(await names()).not.toContain('step')
      expect(await sql.selectFrom('setting').select('name').where('name', '=', 'step').execute()).toHaveLength(1)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await kept
    expect(await names()).toEqual(['beside'])
  })

  test('transactions of several steps come one after the other', async () => {
    const next = (): Promise<void> =>
      vault.transaction().execute(async (sql) => {
        const found = await sql.selectFrom('setting').select('name').execute()
        await new Promise((resolve) => setImmediate(resolve))
        await sql
          .insertInto('setting')
          .values({ name: `n${String(found.length)}`, value: 'x' })
          .execute()
      })
    await Promise.all([next(), next(), next(), next()])
    expect(await names()).toEqual(['n0', 'n1', 'n2', 'n3'])
  })

  test('a batch after the vault is closed is refused and not left open', async () => {
    const last = vault.batch([setting('last')])
    await vault.destroy()
    await last
    await expect(vault.batch([vault.deleteFrom('setting')])).rejects.toMatchObject({ code: 'NOT_READY' })
    vault = await openVault(stores.vault)
    expect(await names()).toEqual(['last'])
  })

  test('a statement that is run again and again has its own values each time', async () => {
    const put = (name: string) => vault.statement('put', () => setting(''), [name, 'x'])
    for (const name of ['a', 'b']) await vault.batch([put(name)])
    const find = (name: string) =>
      vault.first('find', () => vault.selectFrom('setting').select('name').where('name', '=', ''), [name])
    expect([await find('b'), await find('a'), await find('none')]).toEqual([{ name: 'b' }, { name: 'a' }, undefined])
  })
}
