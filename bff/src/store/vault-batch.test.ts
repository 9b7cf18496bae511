// What is written to the vault together: whole, durable, and without harm to what was written beside it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { isConstraintError } from './sql-errors.ts'
import { openVault } from './vault.ts'
import type { Vault } from './vault.ts'

describe('a batch', () => {
  let folder: string
  let vault: Vault
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'vault-batch-'))
    vault = await openVault(path.join(folder, 'vault.db'))
  })
  afterEach(async () => {
    await vault.destroy()
    rmSync(folder, { recursive: true })
  })

  const setting = (name: string) => vault.insertInto('setting').values({ name, value: 'x' })
  const use = (transaction: string) => vault.insertInto('key_use').values({ user: 'U1', transaction, at: 1 })
  const names = async (): Promise<string[]> =>
    (await vault.selectFrom('setting').select('name').orderBy('name').execute()).map(({ name }) => name)

  test('that fails leaves nothing and does not take along the batches of the same commit', async () => {
    await setting('taken').execute()
    const asked = ['a', 'taken', 'b'].map((name) => vault.batch([use(name), setting(name)]))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const [refusal] = outcomes.filter((one) => one.status === 'rejected')
    expect(isConstraintError(refusal?.reason)).toBe(true)
    expect(await names()).toEqual(['a', 'b', 'taken'])
    const uses = await vault.selectFrom('key_use').select('transaction').orderBy('id').execute()
    expect(uses.map(({ transaction }) => transaction)).toEqual(['a', 'b'])
  })

  test('is in the file for any other reader as soon as it resolves', async () => {
    const many = Array.from({ length: 50 }, (_none, i) => `n${String(i).padStart(2, '0')}`)
    const other = new DatabaseSync(path.join(folder, 'vault.db'), { readOnly: true })
    const found = other.prepare('select count(*) as n from setting where name = ?')
    await Promise.all(
      many.map(async (name) => {
        await vault.batch([setting(name)])
        expect(found.get(name)).toEqual({ n: 1 })
      }),
    )
    other.close()
    expect(await names()).toEqual(many)
  })

  test('waits for a transaction that was begun before it, and is not rolled back with that one', async () => {
    let kept: Promise<void> | undefined
    const failed = vault.transaction().execute(async (sql) => {
      await sql.insertInto('setting').values({ name: 'step', value: 'x' }).execute()
      kept = vault.batch([setting('beside')])
      expect(await names()).toEqual([])
      expect(await sql.selectFrom('setting').select('name').execute()).toEqual([{ name: 'step' }])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await kept
    expect(await names()).toEqual(['beside'])
  })

  test('after the vault is closed is refused and not left open', async () => {
    const file = path.join(folder, 'other.db')
    const closed = await openVault(file)
    const last = closed.batch([closed.insertInto('setting').values({ name: 'last', value: 'x' })])
    await closed.destroy()
    await last
    await expect(closed.batch([closed.deleteFrom('setting')])).rejects.toMatchObject({ code: 'NOT_READY' })
    const other = new DatabaseSync(file, { readOnly: true })
    expect(other.prepare('select name from setting').all()).toEqual([{ name: 'last' }])
    other.close()
  })
})
