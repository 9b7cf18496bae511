// Sets of codes under way as the API shows them.
import type { CodePreparation } from '@ectrace/shared/api/code-views'
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { sql } from 'kysely'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import type { CodeSetTable } from '../store/vault.ts'

/** What is on chain is minted, whatever became of the row. */
export const preparationView = async (deps: Deps, row: CodeSetTable): Promise<CodePreparation> => {
  const sets = (await readState(deps, keys.codes(row.batch)))?.sets ?? []
  const minted = row.root === null ? undefined : sets.find(({ root }) => root === row.root)
  return {
    id: row.id,
    batch: row.batch,
    count: row.count,
    done: row.state === 'preparing' ? (deps.codes.jobs.doneOf(row.id) ?? row.done) : row.done,
    state: minted === undefined ? row.state : 'minted',
    ...(minted === undefined ? {} : { set: minted.set }),
    createdAt: new Date(row.created_at).toISOString(),
  }
}

/** The newest first. */
export const preparationPage = async (
  deps: Deps,
  batch: string,
  { after, limit, asOf }: { after?: string | undefined; limit: number; asOf: AsOf },
): Promise<Page<CodePreparation>> => {
  const [, at, id] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(after ?? '') ?? []
  if (after !== undefined && id === undefined) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  const all = deps.vault.selectFrom('code_set').where('channel', '=', deps.channel).where('batch', '=', batch)
  const [rows, { n }] = await Promise.all([
    all
      .selectAll()
      .$if(id !== undefined, (some) => some.where(sql<boolean>`(created_at, id) < (${Number(at)}, ${id ?? ''})`))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    all.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
  ])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await Promise.all(shown.map((row) => preparationView(deps, row))),
    total: n,
    asOf,
    ...(rows.length > limit && last !== undefined ? { next: `${String(last.created_at)}:${last.id}` } : {}),
  }
}
