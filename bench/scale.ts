// `pnpm bench scale`: a read model with ten million codes that have rows, in PostgreSQL: how large its tables and indexes are, by which plan
// the ten most asked questions are answered, and how fast. Needs a PostgreSQL server in DATABASE_URL, in which it makes a database of its own.
import { randomBytes } from 'node:crypto'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openDoor } from '@ectrace/bff/test/door-fixture'
import { administer, sqlite } from '@ectrace/bff/test/engines'
import { seedDoor } from '@ectrace/bff/test/seeded-demo'
import { readModelTableNames } from '@ectrace/bff/store/read-model-schema'
import pg from 'pg'
import { quantile, round } from './measure/figures.ts'
import { machine, say, sayLines } from './measure/machine.ts'
import { multiplyAll } from './scale/multiply.ts'
import { listen, lookAround } from './scale/tour.ts'
import type { Question } from './scale/tour.ts'

const { values } = parseArgs({
  options: { codes: { type: 'string', default: '10000000' }, times: { type: 'string', default: '400' } },
})
const [codes, times] = [Number(values.codes), Number(values.times)]
const most = 10
const schema = 'read_model_trace'
const server = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

const tables = new Set(readModelTableNames)
const tablesIn = (text: string): string[] => [...text.matchAll(/(?:from|join) "(\w+)"/g)].map(([, table = '']) => table)
/** Not the vault's: its tables have other names, in a schema that is found the same way. */
const isAboutReadModel = ({ text }: Question): boolean => {
  const named = tablesIn(text)
  return named.length > 0 && named.every((table) => tables.has(table))
}

/** The most asked, most asked first, and after them the pages of lists, which grow with an organisation. */
const mostAsked = (questions: readonly Question[]): Question[] => {
  const known = questions.filter(isAboutReadModel).toSorted((a, b) => b.values.length - a.values.length)
  const lists = known.slice(most).filter(({ text }) => / limit /.test(text))
  return [...known.slice(0, most), ...lists.slice(0, most)]
}

const askDemo = async (url: string): Promise<Question[]> => {
  const heard = listen()
  const door = await openDoor({ DATABASE_URL: url, RATE_FACTOR: '1000' }, sqlite)
  try {
    const note = await seedDoor(door)
    await lookAround(door.url, note)
  } finally {
    await door.end()
  }
  return mostAsked(heard.stop())
}

type Node = { 'Node Type': string; 'Index Name'?: string; 'Relation Name'?: string; Plans?: Node[] }

const nodes = (node: Node): string[] => [
  [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter((part) => part !== undefined).join(' '),
  ...(node.Plans ?? []).flatMap(nodes),
]

const planOf = async (client: pg.Client, { text, values: asked }: Question): Promise<string[]> => {
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (format json) ${text}`, asked[0])
  const [plan] = rows[0]?.['QUERY PLAN'] ?? []
  return plan === undefined ? [] : nodes(plan.Plan)
}

const timesOf = async (client: pg.Client, { text, values: asked }: Question): Promise<number[]> => {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await client.query(text, asked[i % asked.length])
    taken.push(performance.now() - started)
  }
  return taken.sort((a, b) => a - b)
}

const sizes = `select relname as name, relkind as kind, pg_relation_size(c.oid) as bytes, reltuples as rows
  from pg_class c join pg_namespace s on s.oid = c.relnamespace
  where nspname = $1 and relkind in ('r', 'i') order by bytes desc limit 24`
const [megabyte, total] = [1024 * 1024, 'select pg_database_size(current_database()) as bytes']

const saySizes = async (client: pg.Client): Promise<number> => {
  type Size = { name: string; kind: string; bytes: string; rows: number }
  for (const { name, kind, bytes, rows } of (await client.query<Size>(sizes, [schema])).rows)
    say(
      `${kind === 'r' ? 'table' : 'index'}  ${name.padEnd(34)} ${(Number(bytes) / megabyte).toFixed(0).padStart(6)} MB  ${rows.toFixed(0)} rows`,
    )
  return Number((await client.query<{ bytes: string }>(total)).rows[0]?.bytes ?? 0)
}

const shortly = (text: string): string => text.replaceAll('"', '').replace(/\s+/g, ' ').slice(0, 150)

const measure = async (client: pg.Client, questions: readonly Question[]) => {
  const measured: { question: string; p50Ms: number; p99Ms: number; sequential: boolean }[] = []
  for (const question of questions) {
    const plan = await planOf(client, question)
    const taken = await timesOf(client, question)
    const [p50Ms, p99Ms] = [round(quantile(taken, 0.5)), round(quantile(taken, 0.99))]
    const large = plan.filter((node) => node.startsWith('Seq Scan'))
    measured.push({ question: shortly(question.text), p50Ms, p99Ms, sequential: large.length > 0 })
    say(
      `\n${question.values.length} × ${shortly(question.text)}\n   p50 ${p50Ms} ms, p99 ${p99Ms} ms · ${plan.join(' < ')}`,
    )
  }
  return measured
}

const ask = async (client: pg.Client, questions: readonly Question[]): Promise<void> => {
  await multiplyAll(client, schema, codes, ({ table, rows, seconds }) =>
    say(`filled  ${table.padEnd(34)} ${rows} rows in ${seconds.toFixed(0)} s`),
  )
  const bytes = await saySizes(client)
  const measured = await measure(client, questions)
  const worst = (of: typeof measured): number => Math.max(0, ...of.map(({ p99Ms }) => p99Ms))
  const [asked, lists] = [measured.slice(0, most), measured.slice(most)]
  say(
    JSON.stringify({
      codes,
      bytes,
      bytesPerCode: round(bytes / codes),
      worstP99Ms: worst(asked),
      worstListP99Ms: worst(lists),
    }),
  )
}

const bench = async (): Promise<void> => {
  const [loadBefore = 0] = loadavg()
  const name = `ectrace_bench_${randomBytes(6).toString('hex')}`
  const address = new URL(server)
  address.pathname = `/${name}`
  await administer(server, `create database ${name}`)
  try {
    sayLines({
      machine: `${machine(loadBefore)}; server and questions on it`,
      rows: `the demo's, copied under other names within the same organisations until ${codes} codes have rows`,
      questions: `the ${most} most asked while the demo is made and its pages are looked at, then its lists, each ${times} times with the values of then`,
    })
    const questions = await askDemo(address.href)
    const client = new pg.Client({ connectionString: address.href, options: `-c search_path=${schema}` })
    await client.connect()
    try {
      await ask(client, questions)
    } finally {
      await client.end()
    }
  } finally {
    await administer(server, `drop database ${name} with (force)`)
  }
}

await bench()
