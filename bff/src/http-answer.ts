// What every request to somebody else's server needs: the body of the answer within a bound, and the code of a request that failed.
import { systemCode } from './system-code.ts'

/** `fetch` wraps what happened in a TypeError; a deadline is an error of its own name. The message, which may hold an address, is left out. */
export const failureCode = (error: unknown): string => {
  const { cause, name } = error as { cause?: unknown; name?: unknown }
  return systemCode(cause) ?? (typeof name === 'string' ? name : 'unknown')
}

/** The body's bytes; undefined once there are more than `most`, and the rest is not read. Rejects with what `fetch` rejects with. */
export const readWithin = async (response: Response, most: number): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? []
  for await (const chunk of body) {
    size += chunk.length
    // Leaving the loop cancels the body.
    if (size > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
