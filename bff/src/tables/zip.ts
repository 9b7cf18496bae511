// A ZIP archive as a stream (APPNOTE.TXT 6.3.10 without encryption and ZIP64): one file after the other is deflated while it is read.
import { Readable, pipeline } from 'node:stream'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'

/** `bytes` at once, or in pieces for a file that is not to be held as a whole. */
export type ZipFile = { name: string; bytes: Uint8Array | AsyncIterable<Uint8Array> }

/** Beyond these the format needs other records, which many readers do not know. */
const most = { files: 65_535, bytes: 0xffffffff }
/** Sizes follow the data (§4.4.4 bit 3); the name is UTF-8 (bit 11). */
const flags = { sizesFollow: 0x0008, utf8: 0x0800 }
const version = 20
const deflated = 8
/** 1 January 1980: the same content is the same file, whenever it is made. */
const date = 0x0021

type Sizes = { crc: number; packed: number; size: number }
type Entry = Sizes & { name: Buffer; flag: number; offset: number }

const tooLarge = (what: string): RangeError => new RangeError(`a ZIP archive of more ${what} than the format holds`)

const bounded = (value: number): number => {
  if (value > most.bytes) throw tooLarge('bytes')
  return value
}

/** Fields in order, each as [value, bytes]. */
const record = (fields: readonly (readonly [number, 2 | 4])[], ...rest: Uint8Array[]): Buffer => {
  const head = Buffer.alloc(fields.reduce((length, [, width]) => length + width, 0))
  let at = 0
  for (const [value, width] of fields) at = head.writeUIntLE(bounded(value), at, width)
  return Buffer.concat([head, ...rest])
}

const sizeFields = ({ crc, packed, size }: Sizes) =>
  [
    [crc, 4],
    [packed, 4],
    [size, 4],
  ] as const

/** What local header and central directory say alike (§4.3.7, §4.3.12), from the version needed to the name's length. */
const sharedFields = (entry: Pick<Entry, 'flag' | 'name'>, sizes: Sizes) =>
  [
    [version, 2],
    [entry.flag, 2],
    [deflated, 2],
    [0, 2],
    [date, 2],
    ...sizeFields(sizes),
    [entry.name.length, 2],
    [0, 2],
  ] as const

const localHeader = (entry: Pick<Entry, 'flag' | 'name'>, sizes: Sizes): Buffer =>
  record([[0x04034b50, 4], ...sharedFields(entry, sizes)], entry.name)

const directoryHeader = (entry: Entry): Buffer =>
  record(
    [[0x02014b50, 4], [version, 2], ...sharedFields(entry, entry), [0, 2], [0, 2], [0, 2], [0, 4], [entry.offset, 4]],
    entry.name,
  )

const endRecord = (count: number, size: number, offset: number): Buffer =>
  record([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ])

const nothing: Sizes = { crc: 0, packed: 0, size: 0 }

/** Deflates piece by piece and adds up in `sizes` what went by. */
async function* deflating(bytes: AsyncIterable<Uint8Array>, sizes: Sizes): AsyncGenerator<Uint8Array> {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      sizes.crc = crc32(piece, sizes.crc)
      sizes.size += piece.length
      yield piece
    }
  }
  // Whoever reads is told of a fault by the stream itself.
  const packed = pipeline(Readable.from(counted()), createDeflateRaw(), () => undefined)
  for await (const piece of packed as AsyncIterable<Uint8Array>) {
    sizes.packed += piece.length
    yield piece
  }
}

async function* member(file: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (file.bytes instanceof Uint8Array) {
    const packed = deflateRawSync(file.bytes)
    Object.assign(entry, { crc: crc32(file.bytes), packed: packed.length, size: file.bytes.length })
    yield localHeader(entry, entry)
    yield packed
    return
  }
  entry.flag |= flags.sizesFollow
  yield localHeader(entry, nothing)
  yield* deflating(file.bytes, entry)
  yield record([[0x08074b50, 4], ...sizeFields(entry)])
}

/** Throws RangeError for more than 65,535 files or 4 GB. */
export async function* zipBytes(files: AsyncIterable<ZipFile> | Iterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const entries: Entry[] = []
  let at = 0
  for await (const file of files) {
    if (entries.length === most.files) throw tooLarge('files')
    const entry: Entry = { ...nothing, name: Buffer.from(file.name), flag: flags.utf8, offset: at }
    entries.push(entry)
    for await (const piece of member(file, entry)) {
      at += piece.length
      yield piece
    }
  }
  const start = at
  for (const entry of entries) {
    const header = directoryHeader(entry)
    at += header.length
    yield header
  }
  yield endRecord(entries.length, at - start, start)
}
