// The thread that projects: what goes wrong in it is told in this one, and when it dies another takes its place.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { makeFolders, makePerson, refusal } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { growLog } from '../../test/small-log.ts'
import type { LedgerOverThread } from '../ledger/embedded/ledger-over.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openReadModel } from '../store/read-model.ts'
import type { ReadModel } from '../store/read-model.ts'
import { isSchemaError } from '../store/sql-errors.ts'
import { CursorMoved } from './apply-blocks.ts'
import type { Cursor } from './apply-blocks.ts'
import { openProjector, startProjectorWorker } from './projector.ts'
import type { Projector } from './projector.ts'

const blocks = 12

describe('the thread that projects', () => {
  let folders: Folders
  let file: string
  let ledger: LedgerOverThread
  let readModel: ReadModel
  let threads: Worker[]
  let projector: Projector
  let reached: Cursor
  beforeEach(async () => {
    folders = makeFolders()
    file = path.join(folders.dir, '..', 'read-model.db')
    await growLog(folders, makePerson(), blocks)
    ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    readModel = await openReadModel(file)
    threads = []
    reached = undefined
    projector = openProjector(file, ledger.share, (...given) => {
      const thread = startProjectorWorker(...given)
      threads.push(thread)
      return thread
    })
  })
  afterEach(async () => {
    await projector.close()
    await readModel.destroy()
    await ledger.close()
    folders.remove()
  })

  const project = (from: Cursor): Promise<void> =>
    projector.project(from, blocks, (cursor) => {
      reached = cursor
    })
  const storedHeight = async (): Promise<number | undefined> =>
    (await readModel.selectFrom('cursor').select('height').executeTakeFirst())?.height

  test('tells how far it has come, and this connection sees it', async () => {
    await project(undefined)
    expect(reached?.height).toBe(blocks)
    expect(await storedHeight()).toBe(blocks)
    await project(reached)
    expect(threads).toHaveLength(1)
  })

  test('tells of a cursor that somebody moved, and of tables that are gone, as what they are', async () => {
    await project(undefined)
    await readModel.updateTable('cursor').set({ height: 3 }).execute()
    await expect(project({ height: 4, hash: '00' })).rejects.toBeInstanceOf(CursorMoved)
    expect(await storedHeight()).toBe(3)
    await readModel.schema.dropTable('cursor').execute()
    const error: unknown = await project({ height: 4, hash: '00' }).catch((thrown: unknown) => thrown)
    expect(isSchemaError(error)).toBe(true)
    await readModel.empty()
    await project(undefined)
    expect(await storedHeight()).toBe(blocks)
  })

  test('rejects when it dies, and is started anew', async () => {
    const dying = project(undefined)
    await threads[0]?.terminate()
    await expect(dying).rejects.toThrow('the thread that projects ended')
    await project(reached)
    expect(await storedHeight()).toBe(blocks)
    expect(threads).toHaveLength(2)
  })

  test('rejects when the ledger is closed', async () => {
    await ledger.close()
    expect((await refusal(project(undefined))).code).toBe('LEDGER_STOPPED')
    expect(await storedHeight()).toBeUndefined()
  })

  test('does nothing once it is closed', async () => {
    await project(undefined)
    await projector.close()
    await project(undefined)
    expect(threads).toHaveLength(1)
  })
})
