// The thread behind paper.ts.
import { parentPort } from 'node:worker_threads'
import type { PaperCall, PaperReply } from './paper.ts'
import * as labels from './read-labels.ts'
import * as pdf from './read-pdf.ts'

const paper = { ...labels, ...pdf } as Record<string, (...args: unknown[]) => unknown>

const answer = async ({ id, name, args }: PaperCall): Promise<PaperReply> => {
  try {
    return { id, result: await paper[name]?.(...args) }
  } catch (error) {
    return { id, error }
  }
}

parentPort?.on('message', (call: PaperCall) => {
  void answer(call).then((reply) => parentPort?.postMessage(reply))
})
