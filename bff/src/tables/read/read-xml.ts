// Reads XML piece by piece: well-formed, without a document type, so that there are no entities but the five of XML itself.
import { SaxesParser } from 'saxes'
import { AppError } from '@ectrace/shared/errors'
import { codeOf, tooLarge, unreadable } from './cells.ts'

export type Attributes = Readonly<Record<string, string>>
/** Names come without their prefix. */
export type XmlReader = {
  open: (name: string, attributes: Attributes) => void
  close?: (name: string) => void
  text?: (text: string) => void
}

type Decoder = InstanceType<typeof TextDecoder>

const deepest = 64

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const withoutPrefixes = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => !name.startsWith('xmlns'))
      .map(([name, value]) => [localName(name), value]),
  )

/** By its byte order mark, else UTF-8: what a spreadsheet may be written in (ECMA-376 part 2, 6.2.5). */
const decoderFor = (first: Buffer): Decoder => {
  const mark = first.readUInt16BE(0)
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding, { fatal: true })
}

const parserFor = (reader: XmlReader): SaxesParser => {
  const parser = new SaxesParser()
  let depth = 0
  parser.on('error', () => {
    throw unreadable('xml.well-formed')
  })
  parser.on('doctype', () => {
    throw unreadable('xml.no-document-type')
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > deepest) throw tooLarge('xml.depth')
    reader.open(localName(name), withoutPrefixes(attributes))
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    reader.close?.(localName(name))
  })
  const text = (piece: string): void => reader.text?.(piece)
  parser.on('text', text)
  parser.on('cdata', text)
  return parser
}

/** Throws FILE_UNREADABLE or FILE_TOO_LARGE; what a reader throws ends the reading. */
export const readXml = async (chunks: AsyncIterable<Buffer>, reader: XmlReader): Promise<void> => {
  const parser = parserFor(reader)
  let decoder: Decoder | undefined
  const write = (text: string): void => {
    if (text !== '') parser.write(text)
  }
  try {
    for await (const chunk of chunks) {
      decoder ??= decoderFor(chunk.length < 2 ? Buffer.alloc(2) : chunk)
      write(decoder.decode(chunk, { stream: true }))
    }
    write(decoder?.decode() ?? '')
    parser.close()
  } catch (error) {
    if (error instanceof AppError) throw error
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw unreadable('xml.encoding')
    throw error
  }
}
