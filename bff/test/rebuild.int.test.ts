// `pnpm reproject` on the demo's data: the vault stays as it is, and every question over HTTP has the answer that it had before.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView, Page } from '@ectrace/shared/api/views'
import { vaultPlace } from '../src/channel-places.ts'
import { loadConfig } from '../src/config.ts'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { logIn, openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { dumpVaultIn } from './dump-vault.ts'
import { chosenEngine } from './engines.ts'

const entry = fileURLToPath(new URL('../src/reproject.ts', import.meta.url))

/** Every error names its request, a manifest is dated and signed, and a PDF has its own date. */
const lasting = (text: string): string =>
  text.startsWith('%PDF') ? 'a PDF' : text.replace(/"(?:requestId|note)":"[^"]+"/, '')

type Answers = { byAddress: Record<string, string>; asked: Set<string> }

/** Asks everything that can be read, as one of the demo's people, and follows the lists to what they name. */
const askAll = async (door: Door, headers: Record<string, string>, codes: readonly string[]): Promise<Answers> => {
  const answers: Answers = { byAddress: {}, asked: new Set() }
  const ask = async (pattern: string, params: Record<string, string> = {}, query = ''): Promise<unknown> => {
    const address = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const reply = await door.get(address.slice(1) + query, headers)
    answers.asked.add(pattern)
    answers.byAddress[address + query] = `${String(reply.status)} ${lasting(reply.text)}`
    return reply.json
  }
  const each = async (pattern: string, member: string): Promise<string[]> => {
    const { items = [] } = (await ask(pattern)) as Partial<Page<Record<string, string>>>
    return items.map((item) => item[member] ?? '')
  }
  for (const plain of ['/me', '/users', '/places', '/products', '/log', '/demo', '/channels']) await ask(plain)
  for (const plain of ['/stock', '/retirements', '/adjustments', '/agreements', '/organisation-settings'])
    await ask(plain)
  for (const id of await each('/organisations', 'id')) {
    await ask('/organisations/:id', { id })
    await ask('/credentials', {}, `?subject=${id}`)
  }
  for (const id of await each('/recalls', 'id')) await ask('/recalls/:id', { id })
  for (const id of await each('/batches', 'id')) {
    await ask('/batches/:id', { id })
    await ask('/batches/:id/codes', { id })
  }
  for (const sscc of [...(await each('/packs', 'sscc')), '306901234000000019']) await ask('/packs/:sscc', { sscc })
  for (const no of await each('/trades', 'no')) {
    await ask('/trades/:no', { no })
    await ask('/trades/:no/discrepancies', { no })
    await ask('/trades/:no/manifest', { no })
    await ask('/trades/:no/counting', { no })
    await ask('/trades/:no/delivery-note', { no })
  }
  await ask('/discrepancies')
  const records = new Set<string>()
  for (const code of codes) {
    const trace = (await ask('/trace', {}, `?c=${encodeURIComponent(code)}`)) as {
      records?: Record<string, { transaction: string }>
    }
    for (const { transaction } of Object.values(trace.records ?? {})) records.add(transaction)
  }
  for (const id of records) {
    await ask('/transactions/:id', { id })
    await ask('/transactions/:id/proof', { id })
  }
  await ask('/log/consistency', {}, '?from=1&to=2')
  return answers
}

/** What the demo does not tell: goods retired, adjusted and recalled, and a licence. */
const tellMore = async (demo: Demo): Promise<void> => {
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
  await tellMore(demo)
  const codes = demo.note.codes.map((code) => code.path)
  const people = await Promise.all(
    oneOfEachRole(demo.note.accounts).map(async ({ login }) => logIn(demo.door, login, 'demo-password')),
  )
  const askEach = async (door: Door): Promise<Answers[]> => {
    const all: Answers[] = []
    for (const { headers } of people) all.push(await askAll(door, headers, codes))
    return all
  }
  const before = await askEach(demo.door)
  await demo.end()
  const vault = await dumpVaultIn(place)

  const { status, stdout } = spawnSync(process.execPath, [entry], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...folders },
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
}, 60_000)
