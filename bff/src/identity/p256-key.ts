// P-256 keys between the shapes in use: PKCS#8 for storage, the compressed point for the registry, raw r ‖ s for signatures.
import { ECDH, createPrivateKey, generateKeyPairSync, sign, webcrypto } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError, fault } from '@ectrace/shared/errors'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { signatureOfDer } from '@ectrace/shared/proof/p256-der'

const curve = 'prime256v1'

/** A new key: PKCS#8 DER and the compressed public point (66 hexadecimal characters). */
export const makeP256 = (): { pkcs8: Buffer; publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
  // The uncompressed point is the last 65 bytes of the SubjectPublicKeyInfo (RFC 5480 §2.2).
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
  return {
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey: converted(point.toString('hex'), 'compressed'),
  }
}

const converted = (point: string, form: 'compressed' | 'uncompressed'): string =>
  String(ECDH.convertKey(point, curve, 'hex', 'hex', form))

/** A stored key in the form that `signP256` takes. */
export const privateKeyOf = (pkcs8: Buffer): KeyObject => createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })

/** ECDSA with SHA-256, r ‖ s (IEEE P1363), 128 hexadecimal characters. By way of DER: see contracts/src/fabric/verify-signature.ts. */
export const signP256 = (key: KeyObject, bytes: Uint8Array): string =>
  hexEncode(signatureOfDer(sign('sha256', bytes, key)))

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }

/** The compressed point as a key that certificates are made of. Throws SIGNATURE_INVALID when it is not on the curve. */
export const importPublic = async (publicKey: string): Promise<webcrypto.CryptoKey> => {
  try {
    const point = Buffer.from(converted(publicKey, 'uncompressed'), 'hex')
    return await webcrypto.subtle.importKey('raw', point, algorithm, true, ['verify'])
  } catch {
    throw fault('SIGNATURE_INVALID', 'publicKey', 'point-on-p256')
  }
}

/** A stored key as one that certificates are signed with. */
export const importPrivate = (pkcs8: Buffer): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', Uint8Array.from(pkcs8), algorithm, false, ['sign'])

/** A new pair for a certificate that signs itself, with its stored form. */
export const makePair = async (): Promise<{ keys: webcrypto.CryptoKeyPair; pkcs8: Buffer }> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new AppError('INTERNAL')
  return { keys, pkcs8: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)) }
}
