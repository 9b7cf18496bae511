// `node bff/test/make-golden-ledger.ts ledger-v2`: writes a golden ledger with the code as it is. One that was released is never made again.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { deriveId } from '@ectrace/shared/ledger/ids'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { lastCheckpointFile } from '../src/ledger/embedded/last-checkpoint.ts'
import { describeLedger, goldenSegmentLimit, keyedFolders, vectors } from './golden-ledger.ts'
import { hashOf, makePerson, makePlace, signedBy } from './ledger-fixture.ts'
import { playLaterStory } from './later-story.ts'
import { openHere } from './small-log.ts'
import { playTradeStory } from './trade-story.ts'
import type { Story } from './trade-story.ts'

/** Trades that come to nothing, and users who come and go: what the story itself does not have. */
const playTheRest = async (ledger: Ledger, { act, dairy, shop }: Story): Promise<void> => {
  const { origin } = await ledger.log()
  const product = deriveId('product', 'milk')
  const offer = async (label: string): Promise<string> => {
    const no = tradeNo(Uint8Array.from(Buffer.from(hashOf(label), 'hex').subarray(0, 13)))
    const lines = [{ line: 1, product, quantity: '1', unit: 'H87' }]
    const parties = { supplier: dairy.id, buyer: shop.id }
    await act(dairy.trader, 'offerTrade', { no, ...parties, lines, requiredCredentials: [], documents: [] })
    return no
  }
  await act(shop.trader, 'declineTrade', { no: await offer('declined'), reason: 'quality' })
  await act(dairy.trader, 'cancelTrade', { no: await offer('cancelled'), reason: 'quality' })
  const own = makePerson()
  const key = { id: own.user, publicKey: own.publicKey, certificate: hashOf(own.user), custody: 'own' }
  await act(dairy.admin, 'enrolUser', { ...key, organisation: dairy.id, roles: ['trader', 'warehouse'] })
  const occurredAt = new Date(Date.now() - 86_400_000).toISOString()
  const late = signedBy(own, origin, [makePlace('离线一'), makePlace('离线二')], { custody: 'own', occurredAt })
  await ledger.submit(late)
  await act(dairy.admin, 'revokeUser', { id: own.user, reason: '离职' })
  // Those that wait while a block is written go into the next one together.
  const many = Array.from({ length: 12 }, (_, i) =>
    signedBy(dairy.trader, origin, [makePlace(`库 ${i} "\\" \u{1F95B}`)]),
  )
  await Promise.all(many.map((submission) => ledger.submit(submission)))
}

const [name = ''] = process.argv.slice(2)
const target = join(vectors, name)
if (!/^ledger-v\d+$/.test(name) || existsSync(target)) {
  console.error('usage: node bff/test/make-golden-ledger.ts ledger-vN (one that is not there yet)')
  process.exit(2)
}
const folders = keyedFolders()
const ledger = await openHere(folders, { segmentLimit: goldenSegmentLimit })
const story = await playTradeStory(ledger)
await playTheRest(ledger, story)
await playLaterStory(ledger, story)
const expected = await describeLedger(ledger)
await ledger.close()
mkdirSync(join(target, 'ledger'), { recursive: true })
for (const part of ['log.json', 'segments'])
  cpSync(join(folders.dir, part), join(target, 'ledger', part), { recursive: true })
writeFileSync(join(target, 'last-checkpoint'), readFileSync(lastCheckpointFile(folders.keyDir)))
writeFileSync(join(target, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`)
folders.remove()
console.log(`${name}: ${expected.log.size} transactions, ${expected.log.height} blocks`)
