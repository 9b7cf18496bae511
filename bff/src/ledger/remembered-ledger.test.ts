// The remembered chain over a real one: nothing older than what was told, and nothing of a chain that is gone.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { makeFolders, makePlace, placeKey } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import type { Story } from '../../test/trade-story.ts'
import { openEmbeddedLedger } from './embedded/open.ts'
import { rememberedLedger } from './remembered-ledger.ts'

describe('a remembered ledger', () => {
  let folders: Folders
  let ledger: Ledger
  let story: Story
  beforeEach(async () => {
    folders = makeFolders()
    ledger = rememberedLedger(await openEmbeddedLedger({ ...folders, channel: 'trace' }))
    story = await playTradeStory(ledger)
  }, 30_000)
  afterEach(async () => {
    await ledger.close()
    folders.remove()
  })

  test('gives the same answer twice, and a new one to whoever was told of a newer block', async () => {
    const key = placeKey('新库')
    expect(await ledger.read(key)).toBeUndefined()
    const { size } = await ledger.log()
    const path = await ledger.inclusion(0, size)
    expect(await ledger.inclusion(0, size)).toBe(path)
    const { transaction } = await story.acts(story.dairy.trader, [makePlace('新库')])
    expect(await ledger.read(key)).toMatchObject({ key, transaction })
    expect(await ledger.inclusion(0, size)).toEqual(path)
    expect((await ledger.log()).size).toBe(size + 1)
  })

  test('keeps a value through blocks that do not write its key', async () => {
    await story.acts(story.dairy.trader, [makePlace('新库')])
    const kept = await ledger.read(placeKey('新库'))
    const none = ledger.read(placeKey('无库'))
    await story.acts(story.dairy.trader, [makePlace('早库')])
    expect(await ledger.read(placeKey('新库'))).toBe(kept)
    expect(await ledger.read(placeKey('早库'))).toBeDefined()
    expect(await none).toBeUndefined()
  })

  test('does not remember that a transaction was not there', async () => {
    const { transaction } = await story.acts(story.dairy.trader, [makePlace('早库')])
    expect(await ledger.transaction('00'.repeat(32))).toBeUndefined()
    const found = await ledger.transaction(transaction)
    expect(found).toMatchObject({ transaction })
    expect(await ledger.transaction(transaction)).toBe(found)
  })

  test('reads no state of a chain that was closed', async () => {
    const key = placeKey('新库')
    await ledger.read(key)
    await ledger.close()
    await expect(ledger.read(key)).rejects.toMatchObject({ code: 'LEDGER_STOPPED' })
    await expect(ledger.log()).rejects.toMatchObject({ code: 'LEDGER_STOPPED' })
  })
})
