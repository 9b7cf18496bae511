// The vault in a file of SQLite: reads on this thread's own connection, every write through one writer's thread.
import { migrate } from './migrate.ts'
import type { Migrating } from './migrate.ts'
import { openSqlite } from './node-sqlite-dialect.ts'
import { openConnection, runStatement } from './sqlite-connection.ts'
import { inSqlite } from './sql-definition.ts'
import { VaultDialect } from './vault-dialect.ts'
import type { VaultEngine } from './vault-engine.ts'
import { vaultMigrations } from './vault-migrations.ts'
import { openVaultWriter } from './vault-writer.ts'

export const migratingSqlite: Migrating = { say: inSqlite, setting: 'DATA_DIR' }

const bringUpToDate = async (file: string): Promise<void> => {
  const database = openSqlite<unknown>(file, 'FULL')
  try {
    await migrate(database, vaultMigrations, migratingSqlite)
  } finally {
    await database.destroy()
  }
}

/** Opens (or makes) the vault in `file`, up to date. Throws SETTINGS_INVALID for one made by a newer version. */
export const openSqliteVault = async (file: string): Promise<VaultEngine> => {
  await bringUpToDate(file)
  const writer = await openVaultWriter(file)
  try {
    const reader = openConnection(file, 'FULL')
    return {
      name: 'sqlite',
      dialect: new VaultDialect({ reader, writer }),
      write: (statements) => writer.write(statements),
      read: (statement) => Promise.resolve(runStatement(reader, statement).rows),
      close: async () => {
        await writer.close()
        reader.close()
      },
    }
  } catch (error) {
    await writer.close()
    throw error
  }
}
