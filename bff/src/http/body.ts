// Reads a request's body within a limit: never more than the limit in memory, and a refused one is drained so that the answer arrives.
import type { IncomingMessage } from 'node:http'
import { AppError, fault } from '@ectrace/shared/errors'
import { parseJson } from '@ectrace/shared/proof/json-scan'

export const jsonLimit = 1_048_576
/** What is still taken off the wire after a refusal, so that the sender reads the answer instead of a reset. */
const drainLimit = 33_554_432

/** The sender hung up before the body was whole: nobody is left to be answered. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away')
    this.name = 'ClientGone'
  }
}

/** Lets the rest of the body pass unread; a sender that goes on for ever is cut off. */
const drain = (req: IncomingMessage): void => {
  let passed = 0
  req.on('data', (chunk: Buffer) => {
    passed += chunk.length
    if (passed > drainLimit) req.destroy()
  })
  req.on('error', () => undefined)
  req.resume()
}

const tooLarge = (limit: number): AppError => new AppError('BODY_TOO_LARGE', { details: { limit } })

const collect = (req: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = (): void => {
      req.off('data', take).off('end', finish).off('close', gone).off('error', gone)
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      stop()
      drain(req)
      reject(tooLarge(limit))
    }
    const finish = (): void => {
      stop()
      resolve(Buffer.concat(chunks, size))
    }
    const gone = (): void => {
      stop()
      req.on('error', () => undefined)
      reject(new ClientGone())
    }
    req.on('data', take).on('end', finish).on('close', gone).on('error', gone)
  })

/** The raw body, at most `limit` bytes. Throws BODY_TOO_LARGE (details: limit), UNSUPPORTED_MEDIA for a compressed one. */
export const readBytes = async (req: IncomingMessage, limit: number): Promise<Buffer> => {
  // A compressed body could unfold to any size.
  const encoding = req.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new AppError('UNSUPPORTED_MEDIA', { details: { encoding: encoding.slice(0, 40) } })
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    drain(req)
    throw tooLarge(limit)
  }
  return collect(req, limit)
}

const isJson = /^application\/json\s*(?:;\s*charset=utf-8\s*)?$/i

const decoded = (bytes: Buffer): string => {
  try {
    // A byte order mark is kept, and refused by the parser (RFC 8259 §8.1).
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw fault('INVALID_JSON', '', 'utf-8')
  }
}

/** The JSON body, at most 1 MB and 64 levels; no body at all is `{}`. Throws BODY_TOO_LARGE, UNSUPPORTED_MEDIA, INVALID_JSON, JSON_TOO_DEEP. */
export const readJson = async (req: IncomingMessage): Promise<unknown> => {
  const bytes = await readBytes(req, jsonLimit)
  if (bytes.length === 0) return {}
  if (!isJson.test(req.headers['content-type'] ?? ''))
    throw new AppError('UNSUPPORTED_MEDIA', { details: { accepted: ['application/json'] } })
  return parseJson(decoded(bytes))
}
