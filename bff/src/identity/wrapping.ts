// Seals keys under the master key: AES-256-GCM, bound to what the key is for and whose it is.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'

/** What a wrapped key may be used for: a user's signatures, an authority's certificates, a keyed check. */
export type Purpose = 'user' | 'authority' | 'secret'

const version = 'v1'
const nonceLength = 12
const tagLength = 16

/** Purpose and owner hold no `|`: the two cannot be shifted against each other. */
const boundTo = (purpose: Purpose, owner: string): Buffer => Buffer.from(`ectrace|${version}|${purpose}|${owner}`)

/** `v1.` and base64url of nonce ‖ ciphertext ‖ tag. A random 96-bit nonce is safe for far more keys than there will be (SP 800-38D §8.3). */
export const wrapKey = (master: Uint8Array, purpose: Purpose, owner: string, key: Uint8Array): string => {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', master, nonce)
  cipher.setAAD(boundTo(purpose, owner))
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return `${version}.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')}`
}

/** The key. Throws FORBIDDEN when it was sealed for another purpose or owner, under another master key, or was altered. */
export const unwrapKey = (master: Uint8Array, purpose: Purpose, owner: string, wrapped: string): Buffer => {
  const [label, text = ''] = wrapped.split('.')
  const bytes = Buffer.from(text, 'base64url')
  const refused = (cause?: unknown): AppError =>
    new AppError('FORBIDDEN', { cause, details: { reason: 'key does not open', purpose } })
  if (label !== version || bytes.length <= nonceLength + tagLength) throw refused()
  const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
  decipher.setAAD(boundTo(purpose, owner))
  decipher.setAuthTag(bytes.subarray(-tagLength))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()])
  } catch (cause) {
    throw refused(cause)
  }
}
