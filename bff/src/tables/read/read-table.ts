// A table from a file's bytes, whatever it claims to be: looks at the first of them.
import { readCsv } from './read-csv.ts'
import { readXlsx } from './read-xlsx.ts'
import { unreadable } from './cells.ts'
import type { TableRow } from './cells.ts'

const zip = Buffer.from('PK')
/** OLE 2: workbooks before 2007, and those under a password. */
const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const encryptedPart = Buffer.from('EncryptedPackage', 'utf16le')

/** Throws FILE_UNREADABLE or FILE_TOO_LARGE, naming the rule. */
export const readTable = async (bytes: Buffer): Promise<TableRow[]> => {
  if (bytes.length === 0) throw unreadable('file.empty')
  const startsWith = (start: Buffer): boolean => bytes.subarray(0, start.length).equals(start)
  if (startsWith(compound)) throw unreadable(bytes.includes(encryptedPart) ? 'file.encrypted' : 'file.old-workbook')
  return startsWith(zip) ? readXlsx(bytes) : readCsv(bytes)
}
