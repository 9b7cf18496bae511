// A thread that draws notes: parsing a font of eight megabytes and choosing its glyphs would hold up everybody else's requests.
import { parentPort } from 'node:worker_threads'
import type { Readable } from 'node:stream'
import { drawNote } from './draw-note.ts'
import type { PrintReply, PrintRequest } from './print-protocol.ts'

const port = parentPort
if (!port) throw new Error('print-worker.ts runs in a worker thread')

const say = (reply: PrintReply): void => port.postMessage(reply)
const drawing = new Map<number, Readable>()

const print = async ({ id, facts, language }: Extract<PrintRequest, { facts: unknown }>): Promise<void> => {
  const note = await drawNote(facts, language)
  drawing.set(id, note)
  for await (const chunk of note as AsyncIterable<Uint8Array>) say({ id, chunk })
  say({ id, end: true })
}

port.on('message', (request: PrintRequest) => {
  const { id } = request
  if ('stop' in request) {
    drawing.get(id)?.destroy()
    return
  }
  print(request)
    .catch((error: unknown) => {
      say({ id, failed: error instanceof Error ? error.message : String(error) })
    })
    .finally(() => drawing.delete(id))
})
