// A server between the phone and the platform that changes answers on their way: what a dishonest platform or network could do.
import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChannelView, TraceView } from '@ectrace/shared/api/views'

export type Alteration = {
  trace?: (view: TraceView) => unknown
  /** The channels with the keys of their logs: asked for on the first use. */
  channels?: (views: ChannelView[]) => unknown
  /** The proof that the log only grew, when the phone asks for it by itself. */
  consistency?: (proof: { path: string[] }) => unknown
}
export type AlteringProxy = {
  origin: string
  /** From now on; nothing is altered by `{}`. */
  alter: (how: Alteration) => void
  end: () => Promise<void>
}

const alterationOf = (address: string, how: Alteration): ((json: unknown) => unknown) | undefined => {
  const paths: [RegExp, ((json: never) => unknown) | undefined][] = [
    [/^\/api\/v1\/trace\?/, how.trace],
    [/^\/api\/v1\/channels\/[^/]+\/log\/consistency\?/, how.consistency],
    [/^\/api\/v1\/channels$/, how.channels],
  ]
  return paths.find(([path]) => path.test(address))?.[1] as ((json: unknown) => unknown) | undefined
}

const collect = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const passOn = async (reply: IncomingMessage, to: ServerResponse, alter?: (json: unknown) => unknown) => {
  const body = await collect(reply)
  const isWhole = alter !== undefined && reply.statusCode === 200
  const sent = isWhole ? Buffer.from(JSON.stringify(alter(JSON.parse(body.toString())))) : body
  const { 'transfer-encoding': _chunked, ...headers } = reply.headers
  to.writeHead(reply.statusCode ?? 502, { ...headers, 'content-length': sent.length })
  to.end(sent)
}

/** Listens on a free port of this machine and hands every request to `target` (`http://127.0.0.1:8080`). */
export const openAlteringProxy = async (target: string): Promise<AlteringProxy> => {
  let how: Alteration = {}
  const server = http.createServer((from, to) => {
    const alter = alterationOf(from.url ?? '', how)
    // Compressed answers could not be altered.
    const headers = { ...from.headers, 'accept-encoding': 'identity' }
    const onward = http.request(target + (from.url ?? ''), { method: from.method, headers }, (reply) => {
      passOn(reply, to, alter).catch((cause: unknown) => to.destroy(cause as Error))
    })
    onward.on('error', (cause) => to.destroy(cause))
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    alter: (next) => {
      how = next
    },
    end: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
