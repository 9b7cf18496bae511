// A thread that prints: parsing a font of eight megabytes and drawing thousands of labels would hold up everybody else's requests.
import { parentPort } from 'node:worker_threads'
import { drawNote } from '../delivery-note/draw-note.ts'
import { labelBytes } from '../labels/label-bytes.ts'
import { ReaderGone, openLane } from './print-lane.ts'
import type { PrintLane } from './print-lane.ts'
import type { PrintJob, PrintReply, PrintRequest } from './print-protocol.ts'

const port = parentPort
if (!port) throw new Error('print-worker.ts runs in a worker thread')

const say = (reply: PrintReply): void => port.postMessage(reply)
const lanes = new Map<number, PrintLane>()

const bytesOf = async (job: PrintJob, { take }: PrintLane): Promise<AsyncIterable<Uint8Array>> =>
  job.kind === 'note' ? await drawNote(job.facts, job.language) : labelBytes(job, take)

const print = async (id: number, job: PrintJob): Promise<void> => {
  const lane = openLane(id, say)
  lanes.set(id, lane)
  for await (const chunk of await bytesOf(job, lane)) await lane.give(chunk)
  say({ id, end: true })
}

port.on('message', (request: PrintRequest) => {
  const { id } = request
  if (!('job' in request)) {
    lanes.get(id)?.hear(request)
    return
  }
  print(id, request.job)
    .catch((error: unknown) => {
      if (!(error instanceof ReaderGone)) say({ id, failed: error instanceof Error ? error.message : String(error) })
    })
    .finally(() => lanes.delete(id))
})
