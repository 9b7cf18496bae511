// Reads the parts of a ZIP file that somebody sent: nothing that its headers claim is believed, and no more is unfolded than is allowed.
import { createInflateRaw, crc32 } from 'node:zlib'
import { codeOf, tooLarge, unreadable } from './cells.ts'

type Entry = { name: string; method: number; crc: number; start: number; end: number }

/** `read` gives a part's bytes piece by piece, undefined when there is no such part. */
export type Zip = { has: (name: string) => boolean; read: (name: string) => AsyncGenerator<Buffer, void> | undefined }

const mostEntries = 500
/** Unfolded, of one part and of all that are read. */
const mostOfEntry = 64 * 1024 * 1024
const mostInAll = 96 * 1024 * 1024

/** Fixed lengths and signatures of APPNOTE 4.3.7, 4.3.12 and 4.3.16. */
const localLength = 30
const centralLength = 46
const endLength = 22
const longestComment = 65_535
const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 }
const zip64 = 0xffffffff

const findEnd = (bytes: Buffer): number => {
  const last = bytes.length - endLength
  for (let at = last; at >= 0 && at >= last - longestComment; at -= 1) {
    if (bytes.readUInt32LE(at) === signature.end) return at
  }
  throw unreadable('zip.no-directory')
}

/** Where the part's own bytes begin and end; both ends must lie in the file. */
const spanOf = (bytes: Buffer, at: number, packed: number): { start: number; end: number } => {
  if (at + localLength > bytes.length || bytes.readUInt32LE(at) !== signature.local)
    throw unreadable('zip.local-header')
  const start = at + localLength + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (start + packed > bytes.length) throw unreadable('zip.cut-short')
  return { start, end: start + packed }
}

const readEntry = (bytes: Buffer, at: number): { entry: Entry; next: number } => {
  if (at + centralLength > bytes.length || bytes.readUInt32LE(at) !== signature.central)
    throw unreadable('zip.directory')
  const nameEnd = at + centralLength + bytes.readUInt16LE(at + 28)
  const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  const packed = bytes.readUInt32LE(at + 20)
  const offset = bytes.readUInt32LE(at + 42)
  if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw unreadable('file.encrypted')
  if (packed === zip64 || offset === zip64) throw unreadable('zip.zip64')
  const method = bytes.readUInt16LE(at + 10)
  if (method !== 0 && method !== 8) throw unreadable('zip.method', 'file', String(method))
  const name = bytes.toString('utf8', at + centralLength, nameEnd)
  return { entry: { name, method, crc: bytes.readUInt32LE(at + 16), ...spanOf(bytes, offset, packed) }, next }
}

/** Parts that share bytes are how a small file unfolds into a very large one. */
const requireApart = (entries: readonly Entry[]): void => {
  const inOrder = [...entries].sort((a, b) => a.start - b.start)
  inOrder.forEach((entry, i) => {
    if (entry.start < (inOrder[i - 1]?.end ?? 0)) throw unreadable('zip.overlapping')
  })
}

const readDirectory = (bytes: Buffer): Map<string, Entry> => {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count) throw unreadable('zip.several-disks')
  if (count > mostEntries) throw tooLarge(`zip.at-most-${String(mostEntries)}-parts`)
  const entries = new Map<string, Entry>()
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < count; n += 1) {
    const { entry, next } = readEntry(bytes, at)
    // Names of parts are the same whatever the case of their letters (ECMA-376 part 2, 6.2.2.3).
    const name = entry.name.toLowerCase()
    if (entries.has(name)) throw unreadable('zip.twice', 'file', entry.name)
    entries.set(name, entry)
    at = next
  }
  requireApart([...entries.values()])
  return entries
}

const inflated = async function* (packed: Buffer): AsyncGenerator<Buffer, void> {
  const inflate = createInflateRaw()
  inflate.end(packed)
  try {
    yield* inflate as AsyncIterable<Buffer>
  } catch (error) {
    if (codeOf(error).startsWith('Z_')) throw unreadable('zip.packed-data')
    throw error
  } finally {
    inflate.destroy()
  }
}

const stored = async function* (bytes: Buffer): AsyncGenerator<Buffer, void> {
  await Promise.resolve()
  yield bytes
}

/** Throws FILE_UNREADABLE or FILE_TOO_LARGE, naming the rule; the same while a part is read. */
export const openZip = (bytes: Buffer): Zip => {
  const entries = readDirectory(bytes)
  let inAll = 0
  const read = async function* ({ start, end, method, crc }: Entry): AsyncGenerator<Buffer, void> {
    const packed = bytes.subarray(start, end)
    let size = 0
    let check = 0
    for await (const chunk of method === 0 ? stored(packed) : inflated(packed)) {
      size += chunk.length
      inAll += chunk.length
      if (size > mostOfEntry || inAll > mostInAll) throw tooLarge('zip.unfolds-too-far')
      check = crc32(chunk, check)
      yield chunk
    }
    if (check !== crc) throw unreadable('zip.checksum')
  }
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read: (name) => {
      const entry = entries.get(name.toLowerCase())
      return entry === undefined ? undefined : read(entry)
    },
  }
}
