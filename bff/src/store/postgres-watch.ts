// How a change of the read model by anybody is noticed in PostgreSQL: counters that its own triggers move, and the catalogue's versions.
import { isSchemaError } from './sql-errors.ts'
import type { CodedPool } from './postgres-pool.ts'

/**
 * A counter for each table, moved by whatever statement writes to it. A row and not a sequence: it is seen moved when the rows are, not
 * before. A row per table: an open transaction of somebody else holds up only who writes to the same table.
 */
export const watchStatements = (tables: readonly string[]): string[] => [
  'create table touched (name text collate "C" primary key, n bigint not null)',
  // By name of the schema: whoever edits by hand has another search path, and a rebuilt schema is renamed.
  `create function touch() returns trigger language plpgsql as $$
    begin
      execute format('update %I.touched set n = n + 1 where name = %L', tg_table_schema, tg_table_name);
      return null;
    end $$`,
  ...tables.flatMap((table) => [
    `insert into touched (name, n) values ('${table}', 0)`,
    `create trigger touch after insert or update or delete or truncate on "${table}" execute function touch()`,
  ]),
]

/** Versions of the rows with which a catalogue describes what belongs to the schema. */
const versions = (catalogue: string, name: string, owner: string): string =>
  `(select hashtextextended(string_agg(concat(${name}, ' ', x.xmin), ',' order by ${name}), 0)
    from ${catalogue} x where ${owner})`

const ofTable = (column: string): string =>
  `${column} in (select c.oid from pg_class c where c.relnamespace = place.oid and c.relkind <> 'i')`

const ground = [
  '(select sum(n) from touched)',
  `(select sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid))
    from pg_class c where c.relnamespace = place.oid and c.relkind = 'r')`,
  versions('pg_class', 'x.oid', 'x.relnamespace = place.oid'),
  versions('pg_proc', 'x.oid', 'x.pronamespace = place.oid'),
  versions('pg_trigger', 'x.oid', ofTable('x.tgrelid')),
  versions('pg_rewrite', 'x.oid', ofTable('x.ev_class')),
  versions('pg_policy', 'x.oid', ofTable('x.polrelid')),
  versions('pg_attribute', '(x.attrelid, x.attnum)', ofTable('x.attrelid')),
]

/** The snapshot that the statement itself reads in: while it is the same nothing that is committed can be another. */
const question = `select now.snapshot,
    case when now.snapshot = $1 then null else concat_ws('/', ${ground.join(', ')}) end as ground
  from (select pg_current_snapshot()::text as snapshot) now, (select to_regnamespace($2) as oid) place`

/**
 * A text that is another as soon as anybody's change is committed: INSERT, UPDATE, DELETE and TRUNCATE by the triggers, from whatever
 * program; ALTER, CREATE, DROP, a trigger switched off or replaced, a rule or a policy by the catalogue. Not seen at once is an edit
 * under `session_replication_role = replica`, which passes triggers by: PostgreSQL counts it some seconds later, and it shows with the
 * next commit after that. Never seen are bytes changed in the server's files, and a superuser who sets the counters back.
 */
export const openStamps = (pool: CodedPool, schema: string): (() => Promise<string>) => {
  let last = { snapshot: '', ground: '' }
  let unknown = 0
  return async () => {
    try {
      const { rows } = await pool.run({ name: 'stamp', sql: question, parameters: [last.snapshot, schema] })
      const [row] = rows as { snapshot: string; ground: string | null }[]
      if (row !== undefined && row.ground !== null) last = { snapshot: row.snapshot, ground: row.ground }
      return row?.ground ?? last.ground
    } catch (error) {
      if (!isSchemaError(error)) throw error
      // The counters are gone, or are no counters: every moment is another until the read model is made anew.
      unknown += 1
      return `unknown ${String(unknown)}`
    }
  }
}
