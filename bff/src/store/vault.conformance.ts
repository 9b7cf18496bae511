// How the vault behaves on every engine. Its tables: migrated once, refused from the future, and unique where a second row would be a second act.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { Stores, TestEngine } from '../../test/engines.ts'
import { isConstraintError } from './sql-errors.ts'
import { openVault } from './vault.ts'
import type { IntentTable, Vault } from './vault.ts'
import { vaultMigrations } from './vault-migrations.ts'

const intent: IntentTable = {
  caller: 'U1',
  channel: 'trace',
  nonce: 'n1',
  route: 'POST /trades',
  request: 'r1',
  state: 'prepared',
  envelope: '{}',
  openings: '[]',
  signature: null,
  transaction: 't1',
  outcome: null,
  created_at: 1,
  updated_at: 1,
  run: null,
}

export const vaultConformance = (engine: TestEngine): void => {
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
  const refused = async (act: Promise<unknown>): Promise<boolean> =>
    act.then(
      () => false,
      (error: unknown) => isConstraintError(error),
    )

  test('keeps its rows over a restart and is migrated once', async () => {
    await vault.insertInto('setting').values({ name: 'a', value: '1' }).execute()
    await vault.destroy()
    vault = await openVault(stores.vault)
    expect(await vault.selectFrom('setting').selectAll().execute()).toEqual([{ name: 'a', value: '1' }])
    const { rows } = await sql`select name from migration order by name`.execute(vault)
    expect(rows).toEqual(vaultMigrations.map(({ name }) => ({ name })))
  })

  test('made by a newer version is refused and left as it is', async () => {
    await sql`insert into migration (name, applied_at) values ('9999-future', 0)`.execute(vault)
    const field = vault.engine === 'sqlite' ? 'DATA_DIR' : 'DATABASE_URL'
    const fault = { field, rule: 'made by a newer version of this program', value: '9999-future' }
    await expect(openVault(stores.vault)).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      details: { faults: [fault] },
    })
  })

  test('keeps one intent per caller, nonce and channel, and one per transaction', async () => {
    await vault.insertInto('intent').values(intent).execute()
    expect(
      await refused(
        vault
          .insertInto('intent')
          .values({ ...intent, transaction: 't2' })
          .execute(),
      ),
    ).toBe(true)
    expect(
      await refused(
        vault
          .insertInto('intent')
          .values({ ...intent, nonce: 'n2' })
          .execute(),
      ),
    ).toBe(true)
    await vault
      .insertInto('intent')
      .values({ ...intent, nonce: 'n2', transaction: 't2' })
      .execute()
    await vault
      .insertInto('intent')
      .values({ ...intent, channel: 'cold', transaction: 't4' })
      .execute()
    const unknown = { ...intent, nonce: 'n3', transaction: 't3', state: 'lost' as 'submitted' }
    expect(await refused(vault.insertInto('intent').values(unknown).execute())).toBe(true)
  })

  test('keeps no two sets of a batch whose codes would be the same', async () => {
    const set = {
      ...{ id: `123456789${'a'.repeat(55)}`, channel: 'trace', batch: 'B1', user: 'U1', count: 10, done: 0 },
      ...{ state: 'preparing' as const, code_key: 0, seed: null, root: null, tiles: null, created_at: 1 },
    }
    const keep = (change: Partial<typeof set>): Promise<unknown> =>
      vault
        .insertInto('code_set')
        .values({ ...set, ...change })
        .execute()
    await keep({})
    expect(await refused(keep({ id: `123456789${'b'.repeat(55)}` }))).toBe(true)
    await keep({ id: `123456789${'b'.repeat(55)}`, batch: 'B2' })
    await keep({ id: `12345678a${'b'.repeat(55)}` })
  })

  test('keeps one account per login and per user, one POST per route and key', async () => {
    const account = {
      login: 'a',
      user: 'U1',
      organisation: 'O1',
      password_hash: 'x',
      public_key: '02',
      custody: 'hosted' as const,
      nonce: 'n',
      created_at: 1,
      locked_until: null,
    }
    await vault.insertInto('account').values(account).execute()
    expect(
      await refused(
        vault
          .insertInto('account')
          .values({ ...account, user: 'U2' })
          .execute(),
      ),
    ).toBe(true)
    expect(
      await refused(
        vault
          .insertInto('account')
          .values({ ...account, login: 'b' })
          .execute(),
      ),
    ).toBe(true)
    const { failed_count } = await vault.selectFrom('account').select('failed_count').executeTakeFirstOrThrow()
    expect(failed_count).toBe(0)
    const once = { route: 'POST /sessions', key: 'k', request: 'r', outcome: null, created_at: 1 }
    await vault.insertInto('post_once').values(once).execute()
    expect(
      await refused(
        vault
          .insertInto('post_once')
          .values({ ...once, request: 'r2' })
          .execute(),
      ),
    ).toBe(true)
  })

  test('numbers audit rows and uses of keys by itself', async () => {
    const row = {
      at: 1,
      user: null,
      organisation: null,
      action: 'login',
      target: null,
      code: 'BAD_CREDENTIALS',
      details: null,
    }
    await vault.insertInto('audit').values([row, row]).execute()
    const ids = await vault.selectFrom('audit').select('id').orderBy('id').execute()
    expect(ids).toEqual([{ id: 1 }, { id: 2 }])
  })
}
