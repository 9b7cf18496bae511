// Reads printed paper on a thread of its own, so that the server under test is not kept waiting by a page of codes.
import { Worker } from 'node:worker_threads'
import type * as labels from './read-labels.ts'
import type * as pdf from './read-pdf.ts'

export type Paper = typeof labels & typeof pdf
export type PaperCall = { id: number; name: keyof Paper; args: unknown[] }
export type PaperReply = { id: number; result: unknown } | { id: number; error: unknown }

type Reading = { [N in keyof Paper]: (...args: Parameters<Paper[N]>) => Promise<Awaited<ReturnType<Paper[N]>>> }
type Waiting = { resolve: (result: unknown) => void; reject: (error: unknown) => void }

/** The thread starts with the first call and does not keep the process alive while it rests. */
export const openPaper = (): Reading & { close: () => Promise<unknown> } => {
  const waiting = new Map<number, Waiting>()
  let [worker, next]: [Worker | undefined, number] = [undefined, 1]
  const start = (): Worker => {
    const started = new Worker(new URL('./paper-worker.ts', import.meta.url), { execArgv: [] })
    started.on('message', (reply: PaperReply) => {
      const asked = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('error' in reply) asked?.reject(reply.error)
      else asked?.resolve(reply.result)
    })
    started.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error)
    })
    return started
  }
  const call =
    (name: keyof Paper) =>
    (...args: unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = next++
        waiting.set(id, { resolve, reject })
        worker ??= start()
        worker.postMessage({ id, name, args } satisfies PaperCall)
      })
  const names = ['pdfPages', 'pdfPicture', 'pdfQr', 'readGrid', 'readPicture', 'readZpl'] as const
  const reading = Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as Reading
  return { ...reading, close: async () => worker?.terminate() }
}
