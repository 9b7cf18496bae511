// Signs for Fabric with OpenSSL, at a tenth of the cost of the client library's own: ECDSA whose s is in the lower half, as DER.
import { createPrivateKey, sign } from 'node:crypto'
import type { Signer } from '@hyperledger/fabric-gateway'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { derOfSignature, signatureOfDer } from '@ectrace/shared/proof/p256-der'

/** Order of the group of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** For messages that nobody has hashed. */
export const signerOf = (pem: Buffer): Signer => {
  const key = createPrivateKey(pem)
  return (message) => {
    const raw = signatureOfDer(sign('sha256', message, key))
    const s = BigInt(`0x${hexEncode(raw.subarray(32))}`)
    if (s > order / 2n) raw.set(Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'), 32)
    return Promise.resolve(derOfSignature(raw))
  }
}
