// Salted field digests: a record is committed field by field, so that one field can be shown, withheld or blamed alone.
import { AppError, fault } from '../errors.ts'
import { hexDecode, hexEncode } from './bytes.ts'
import { canonical, type Json } from './canonical.ts'
import { sha256HexOfText } from './hash.ts'
import { merkleRoot } from './merkle.ts'

/** What opens one digest: `salt` is 128 random bits as 32 lower-case hexadecimal characters. */
export type Opening = { salt: string; value: Json }

/**
 * leafHash of the canonical form of [field, salt, value], hexadecimal. The salt keeps a withheld value from being guessed, the
 * name keeps a digest from being moved to another field. Throws PROOF_MALFORMED (salt) or NOT_CANONICAL (value).
 */
export const fieldDigest = (field: string, salt: string, value: Json): string => {
  if (!/^[0-9a-f]{32}$/.test(salt)) throw fault('PROOF_MALFORMED', 'salt', '32 lower-case hexadecimal characters')
  // The character U+0000 is the byte 0x00 of leafHash.
  return sha256HexOfText(`\0${canonical([field, salt, value])}`)
}

/** Root over the digests (hexadecimal) in the UTF-16 order of their field names, hexadecimal. */
export const recordDigest = (digests: Readonly<Record<string, string>>): string => {
  const names = Object.keys(digests).sort()
  return hexEncode(merkleRoot(names.map((name) => hexDecode(digests[name] ?? ''))))
}

const opens = (digest: string, field: string, opening: Opening): boolean => {
  try {
    return fieldDigest(field, opening.salt, opening.value) === digest
  } catch (error) {
    // A salt or value that has no digest at all cannot be the one that was committed.
    if (error instanceof AppError) return false
    throw error
  }
}

/**
 * The fields whose opening does not lead to their digest; a field that has no digest is one of them. Digests without an opening
 * are withheld fields, not faults.
 */
export const checkFields = (record: {
  digests: Readonly<Record<string, string>>
  openings: Readonly<Record<string, Opening>>
}): { field: string }[] => {
  const digests = new Map(Object.entries(record.digests))
  return Object.entries(record.openings)
    .filter(([field, opening]) => !opens(digests.get(field) ?? '', field, opening))
    .map(([field]) => ({ field }))
}
