// Reads an answer, JSON or a file, within a limit: a hostile server may send without end.

/** Bytes; no answer of the API comes near. */
const largest = 64 * 1024 * 1024

/** The whole body. Rejects with a RangeError when it is longer than 64 MiB. */
export const readFile = async (answer: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  // The library's type leaves the chunks open; bytes are what a body is made of.
  const reader = (answer.body as ReadableStream<Uint8Array> | null)?.getReader()
  let length = 0
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    length += part.value.length
    if (length > largest) {
      await reader?.cancel()
      throw new RangeError(`an answer of more than ${largest} bytes`)
    }
    chunks.push(part.value)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** The parsed body. Rejects with a SyntaxError when it is no JSON, a RangeError when it is longer than 64 MiB. */
export const readAnswer = async (answer: Response): Promise<unknown> =>
  JSON.parse(Buffer.from(await readFile(answer)).toString('utf8')) as unknown
