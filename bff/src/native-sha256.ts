// Lets shared/ hash with OpenSSL in this thread: ten times faster than in JavaScript for what is hashed here.
import { hash } from 'node:crypto'
import { useSha256 } from '@ectrace/shared/proof/hash'

const ofBytes = (bytes: Uint8Array): Uint8Array => {
  const digest = hash('sha256', bytes, 'buffer')
  // Plain bytes, as the other implementation gives: a Buffer's slice() shares its memory.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length)
}

const ofText = (text: string): string => hash('sha256', text, 'hex')

/** To be called once by every program and thread that hashes much. */
export const useNativeSha256 = (): void => useSha256({ ofBytes, ofText })
