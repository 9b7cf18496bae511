// For tests: everything that a vault holds, in a fixed order, whichever engine keeps it.
import { sql } from 'kysely'
import type { StorePlace } from '../src/store/store-place.ts'
import { openVault } from '../src/store/vault.ts'
import type { Vault } from '../src/store/vault.ts'

const catalogues = {
  sqlite: sql<{ name: string }>`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`,
  postgresql: sql<{
    name: string
  }>`select table_name as name from information_schema.tables where table_schema = 'vault'`,
}

/** Every table with its rows as JSON, sorted; which migrations it has had is left out. */
export const dumpVault = async (vault: Vault): Promise<Record<string, string[]>> => {
  const tables: Record<string, string[]> = {}
  const { rows: names } = await catalogues[vault.engine].execute(vault)
  for (const { name } of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name === 'migration') continue
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(vault)
    tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
  }
  return tables
}

/** The same of a vault that no server has open. */
export const dumpVaultIn = async (place: StorePlace): Promise<Record<string, string[]>> => {
  const vault = await openVault(place)
  try {
    return await dumpVault(vault)
  } finally {
    await vault.destroy()
  }
}
