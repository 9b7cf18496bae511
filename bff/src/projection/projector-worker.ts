// The thread that projects: one call after the other, on a connection of its own to the read model's file.
import { parentPort, workerData } from 'node:worker_threads'
import { Kysely } from 'kysely'
import { sharedLedger } from '../ledger/embedded/ledger-over.ts'
import type { ReadModelTables } from '../store/read-model.ts'
import { openSqliteWriter } from '../store/sqlite-read-model.ts'
import { faultOf } from '../store/write-fault.ts'
import { CursorMoved } from './apply-blocks.ts'
import type { Cursor } from './apply-blocks.ts'
import { organisationFinder } from './organisation-of.ts'
import { projectChain } from './project-chain.ts'
import type { FromProjector, ProjectorData, ToProjector } from './projector.ts'

const port = parentPort
if (!port) throw new Error('this file runs as a worker')
const { file, ledger: line } = workerData as ProjectorData
const send = (message: FromProjector): void => port.postMessage(message)

const ledger = sharedLedger(line)
const writer = openSqliteWriter(file)
const readModel = new Kysely<ReadModelTables>({ dialect: writer.dialect })
const organisationOf = organisationFinder(ledger)
let closing = false
let working = Promise.resolve()

const project = async (cursor: Cursor, height: number): Promise<void> => {
  try {
    await projectChain(cursor, {
      ledger: { ...ledger, log: () => Promise.resolve({ height }) },
      ...{ readModel, organisationOf },
      // The only process that writes this file.
      fence: () => Promise.resolve(),
      goOn: () => !closing,
      onBlocks: (reached, transactions) => {
        writer.wrote(transactions)
        send({ kind: 'reached', cursor: reached })
      },
    })
    send({ kind: 'done' })
  } catch (error) {
    send({ kind: 'done', fault: faultOf(error), moved: error instanceof CursorMoved })
  }
}

const close = async (): Promise<void> => {
  await writer.close()
  await readModel.destroy()
  line.close()
  port.close()
}

port.on('message', (message: ToProjector) => {
  closing ||= message.kind === 'close'
  working = working.then(() => (message.kind === 'close' ? close() : project(message.cursor, message.height)))
})
