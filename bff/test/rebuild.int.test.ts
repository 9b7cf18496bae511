// `pnpm reproject` on the demo's data: the vault stays as it is, and every question over HTTP has the answer that it had before.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView, Page } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import { vaultPlace } from '../src/channel-places.ts'
import { loadConfig } from '../src/config.ts'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { logIn, openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { dumpVaultIn } from './dump-vault.ts'
import { quickStart } from './quick-start.ts'
import { chosenEngine } from './engines.ts'

const entry = fileURLToPath(new URL('../src/reproject.ts', import.meta.url))

/** Every error names its request, a manifest is dated and signed, and a PDF has its own date. */
const lasting = (text: string): string =>
  text.startsWith('%PDF') ? 'a PDF' : text.replace(/"(?:requestId|note)":"[^"]+"/, '')

/** What stands in the vault alone: a file that was checked, a report of a consumer. */
type Written = { import: string; receipt: string }
type Answers = { byAddress: Record<string, string>; asked: Set<string> }

type Asking = {
  ask: (pattern: string, params?: Record<string, string>, query?: string) => Promise<unknown>
  each: (pattern: string, member: string, params?: Record<string, string>) => Promise<string[]>
}

const askPlain = async ({ ask, each }: Asking, written: Written): Promise<void> => {
  for (const plain of ['/me', '/users', '/places', '/products', '/log', '/demo', '/channels']) await ask(plain)
  for (const plain of ['/stock', '/retirements', '/adjustments', '/agreements', '/organisation-settings'])
    await ask(plain)
  for (const plain of [
    '/notices',
    '/notices/unread',
    '/me/wechat',
    '/me/account',
    '/login-ways',
    '/scans',
    '/scan-alerts',
    '/scan-rules',
    '/scan-anchors',
  ])
    await ask(plain)
  await ask('/code-keys')
  await ask('/imports/:id', { id: written.import })
  await ask('/imports/:id/rows', { id: written.import })
  await ask('/import-templates/:kind', { kind: 'products' })
  for (const kind of ['products', 'batches', 'trades', 'stock', 'receipts', 'scans', 'reports'])
    await ask('/exports/:kind', { kind })
  for (const receipt of [...(await each('/reports', 'receipt')), written.receipt])
    await ask('/reports/:receipt', { receipt })
}

const askGoods = async ({ ask, each }: Asking): Promise<void> => {
  for (const id of await each('/organisations', 'id')) {
    await ask('/organisations/:id', { id })
    await ask('/credentials', {}, `?subject=${id}`)
  }
  for (const id of await each('/recalls', 'id')) await ask('/recalls/:id', { id })
  for (const id of await each('/batches', 'id')) {
    await ask('/batches/:id', { id })
    await ask('/batches/:id/codes', { id })
    await ask('/batches/:id/code-sets', { id })
    await ask('/batches/:id/hidden-codes', { id })
    await ask('/batches/:id/labels', { id }, '?set=0&from=0&count=3&format=csv')
    for (const preparation of [...(await each('/batches/:id/code-preparations', 'id', { id })), 'f'.repeat(64)])
      await ask('/code-preparations/:id', { id: preparation })
  }
}

const askTrades = async ({ ask, each }: Asking): Promise<void> => {
  for (const sscc of [...(await each('/packs', 'sscc')), '306901234000000019']) await ask('/packs/:sscc', { sscc })
  for (const no of await each('/trades', 'no')) {
    await ask('/trades/:no', { no })
    await ask('/trades/:no/discrepancies', { no })
    await ask('/trades/:no/manifest', { no })
    await ask('/trades/:no/counting', { no })
    await ask('/trades/:no/counters', { no })
    await ask('/trades/:no/delivery-note', { no })
  }
  await ask('/discrepancies')
}

const askRecords = async ({ ask }: Asking, codes: readonly string[]): Promise<void> => {
  const records = new Set<string>()
  for (const code of codes) {
    const trace = (await ask('/trace', {}, `?c=${encodeURIComponent(code)}`)) as {
      records?: Record<string, { transaction: string }>
    }
    await ask('/code', {}, `?c=${encodeURIComponent(code)}`)
    await ask('/codes/opening', {}, `?c=${encodeURIComponent(code)}`)
    for (const { transaction } of Object.values(trace.records ?? {})) records.add(transaction)
  }
  for (const id of records) {
    await ask('/transactions/:id', { id })
    await ask('/transactions/:id/proof', { id })
  }
}

/** Asks everything that can be read, as one of the demo's people, and follows the lists to what they name. */
const askAll = async (
  door: Door,
  headers: Record<string, string>,
  codes: readonly string[],
  written: Written,
): Promise<Answers> => {
  const answers: Answers = { byAddress: {}, asked: new Set() }
  const ask = async (pattern: string, params: Record<string, string> = {}, query = ''): Promise<unknown> => {
    const address = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const reply = await door.get(address.slice(1) + query, headers)
    answers.asked.add(pattern)
    answers.byAddress[address + query] = `${String(reply.status)} ${lasting(reply.text)}`
    return reply.json
  }
  const each = async (pattern: string, member: string, params: Record<string, string> = {}): Promise<string[]> => {
    const { items = [] } = (await ask(pattern, params)) as Partial<Page<Record<string, string>>>
    return items.map((item) => item[member] ?? '')
  }
  const asking: Asking = { ask, each }
  await askPlain(asking, written)
  await askGoods(asking)
  await askTrades(asking)
  await askRecords(asking, codes)
  await ask('/log/consistency', {}, '?from=1&to=2')
  return answers
}

/** What the demo does not tell: goods retired, adjusted and recalled, and a licence. */
const tellMore = async (demo: Demo, code: string): Promise<Written> => {
  const dairy = await demo.as('dairy.trader')
  const { items } = await dairy.call(endpoints.stock, { query: { state: 'on_hand' } })
  const batch = items[0]?.batch ?? ''
  const goods = { batch, place: items[0]?.place ?? '', quantity: '1' }
  const retiredAt = new Date().toISOString()
  await dairy.call(endpoints.retireGoods, { body: { ...goods, reason: 'sampled', retiredAt } })
  await dairy.call(endpoints.adjustStock, { body: { ...goods, direction: 'decrease', reason: 'miscounted' } })
  await dairy.call(endpoints.openRecall, { body: { batches: [batch], class: 3, reason: 'labelling' } })
  const operator = await demo.as('platform.admin')
  const { organisation } = await operator.call(endpoints.me, {})
  const licence = { subject: organisation.id, type: 'permit', no: 'N1', validFrom: '2026-01-01' }
  await operator.call(endpoints.grantAuthority, { body: { organisation: organisation.id, types: ['permit'] } })
  await operator.call(endpoints.issueCredential, { body: { subjectType: 'organisation', ...licence } })
  const anybody = createClient({ url: demo.door.url })
  await anybody.call(endpoints.scan, { body: { c: code } })
  const { receipt } = await anybody.call(endpoints.report, { body: { c: code, kind: 'quality', text: '包装破损' } })
  const { id } = await dairy.addImport('places', Buffer.from('名称,城市\n北仓,北京\n'), { name: 'places.csv' })
  return { import: id, receipt }
}

const oneOfEachRole = (accounts: DemoView['accounts']): DemoView['accounts'] =>
  accounts.filter(({ role }, i) => accounts.findIndex((account) => account.role === role) === i)

test('a rebuild keeps every answer and every row of the vault', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-rebuild-'))
  const stores = await chosenEngine().open()
  const folders = {
    ...{ DATA_DIR: path.join(folder, 'data'), KEY_DIR: path.join(folder, 'keys'), RATE_FACTOR: '1000' },
    ...stores.env,
  }
  const place = vaultPlace(loadConfig(folders))
  const demo = await openDemo(folders)
  const codes = demo.note.codes.map((code) => code.path)
  const written = await tellMore(demo, demo.note.codes.find(({ kind }) => kind === 'item')?.path ?? '')
  const people = await Promise.all(
    oneOfEachRole(demo.note.accounts).map(async ({ login }) => logIn(demo.door, login, 'demo-password')),
  )
  const askEach = async (door: Door): Promise<Answers[]> => {
    const all: Answers[] = []
    for (const { headers } of people) all.push(await askAll(door, headers, codes, written))
    return all
  }
  const before = await askEach(demo.door)
  await demo.end()
  const vault = await dumpVaultIn(place)

  const { status, stdout } = spawnSync(process.execPath, [entry], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...quickStart, ...folders },
  })
  expect(stdout).toMatch(/读模型已重建 The read model of trace is rebuilt: \d+ .* tx\/s/)
  expect(status).toBe(0)
  expect(await dumpVaultIn(place)).toEqual(vault)
  expect(Object.entries(vault).flatMap(([name, rows]) => (rows.length > 0 ? [name] : []))).toEqual(
    expect.arrayContaining(['account', 'session', 'intent', 'hidden_value', 'code_set']),
  )

  const door = await openDoor(folders)
  const after = await askEach(door)
  await door.end()
  await stores.remove()
  rmSync(folder, { recursive: true, force: true })
  for (const [i, { byAddress }] of before.entries()) {
    const changed = Object.keys(byAddress).filter((address) => after[i]?.byAddress[address] !== byAddress[address])
    expect(changed).toEqual([])
  }
  const reads = Object.values(endpoints).flatMap(({ method, path: pattern }) => (method === 'GET' ? [pattern] : []))
  expect([...new Set(before.flatMap(({ asked }) => [...asked]))].sort()).toEqual(reads.toSorted())
}, 180_000)
