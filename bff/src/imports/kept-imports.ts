// Imports that were checked and wait to be written: kept for a day in the vault, a bounded number for each organisation.
import type { ImportKind, ImportRow, ImportView } from '@ectrace/shared/api/file-views'
import { AppError } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { nonceOf } from '../commands/act.ts'
import type { Deps, Principal } from '../deps.ts'
import type { ImportTable } from '../store/vault.ts'
import type { CheckedTable, Planned } from './check-table.ts'
import { importColumns } from './columns.ts'
import type { Language } from './columns.ts'

export type KeptImport = Omit<ImportTable, 'kind' | 'columns' | 'rows' | 'planned'> & {
  kind: ImportKind
  columns: string[]
  rows: ImportRow[]
  planned: Planned[]
}

const lifeMs = 24 * 3_600_000
const mostPerOrganisation = 20
const mostInPreview = 20

/** The same request makes the same import, whoever else uses its key. */
export const importId = ({ user }: Principal, request: { route: string; key: string }): string =>
  sha256Hex(canonicalBytes(['import', user, nonceOf(request)])).slice(0, 32)

const opened = (row: ImportTable): KeptImport => ({
  ...row,
  // All four were written by `keepImport`.
  kind: row.kind as ImportKind,
  columns: JSON.parse(row.columns) as string[],
  rows: JSON.parse(row.rows) as ImportRow[],
  planned: JSON.parse(row.planned) as Planned[],
})

/** Of the caller's organisation on this channel, while it lives. */
export const findImport = async (
  deps: Deps,
  { organisation }: Principal,
  id: string,
): Promise<KeptImport | undefined> => {
  const row = await deps.vault
    .selectFrom('import')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', organisation)
    .where('channel', '=', deps.channel)
    .where('expires_at', '>', deps.clock())
    .executeTakeFirst()
  return row === undefined ? undefined : opened(row)
}

/** Throws NOT_FOUND. */
export const mustFindImport = async (deps: Deps, principal: Principal, id: string): Promise<KeptImport> => {
  const found = await findImport(deps, principal, id)
  if (found === undefined) throw new AppError('NOT_FOUND', { details: { import: id } })
  return found
}

/** Expired ones of everybody, and the organisation's oldest beyond what it may have. */
const sweep = async ({ vault, clock }: Deps, organisation: string): Promise<void> => {
  await vault.deleteFrom('import').where('expires_at', '<=', clock()).execute()
  const surplus = await vault
    .selectFrom('import')
    .select('id')
    .where('organisation', '=', organisation)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1_000)
    .offset(mostPerOrganisation - 1)
    .execute()
  const ids = surplus.map(({ id }) => id)
  if (ids.length > 0) await vault.deleteFrom('import').where('id', 'in', ids).execute()
}

type NewImport = { id: string; kind: ImportKind; fileName: string | undefined; digest: string; checked: CheckedTable }

export const keepImport = async (deps: Deps, principal: Principal, made: NewImport): Promise<void> => {
  const { id, kind, fileName, digest, checked } = made
  const bad = checked.rows.filter(({ faults }) => faults.length > 0).length
  await sweep(deps, principal.organisation)
  await deps.vault
    .insertInto('import')
    .values({
      id,
      channel: deps.channel,
      organisation: principal.organisation,
      user: principal.user,
      kind,
      file_name: fileName ?? null,
      digest,
      columns: JSON.stringify(checked.columns),
      rows: JSON.stringify(checked.rows),
      planned: JSON.stringify(checked.planned),
      good: checked.rows.length - bad,
      bad,
      transaction: null,
      created_at: deps.clock(),
      expires_at: deps.clock() + lifeMs,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** The transaction that is to write it; one that is on chain already stays. */
export const noteTransaction = async ({ vault }: Deps, id: string, transaction: string): Promise<void> => {
  await vault.updateTable('import').set({ transaction }).where('id', '=', id).execute()
}

/** The transaction by which it is on chain. */
export const writtenBy = async ({ ledger }: Deps, { transaction }: KeptImport): Promise<string | undefined> =>
  transaction === null ? undefined : (await ledger.transaction(transaction))?.transaction

const isBad = ({ faults }: ImportRow): boolean => faults.length > 0

export const importView = async (deps: Deps, kept: KeptImport, language: Language): Promise<ImportView> => {
  const { id, kind, rows, good, bad } = kept
  const titles = new Map(importColumns[kind].map(({ name, title }) => [name, title[language]]))
  return {
    id,
    kind,
    ...(kept.file_name === null ? {} : { fileName: kept.file_name }),
    rows: rows.length,
    good,
    bad,
    columns: kept.columns.map((name) => ({ name, title: titles.get(name) ?? name })),
    preview: [...rows.filter(isBad), ...rows.filter((row) => !isBad(row))].slice(0, mostInPreview),
    state: (await writtenBy(deps, kept)) === undefined ? 'checked' : 'written',
    ...(kept.transaction === null ? {} : { transaction: kept.transaction }),
    expiresAt: new Date(kept.expires_at).toISOString(),
  }
}
