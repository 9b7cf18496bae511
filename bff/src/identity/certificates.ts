// X.509 of the platform: root authority, one intermediate for each organisation, one certificate for each user (RFC 5280).
import 'reflect-metadata'
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { importPrivate, importPublic, makePair } from './p256-key.ts'
import type { CertificateRequest, IssuedCertificate } from './signer-protocol.ts'

x509.cryptoProvider.set(webcrypto)

const dayMs = 86_400_000
const rootDays = 7_300
const organisationDays = 3_650
/** A reader whose clock is a little behind still accepts what was just issued. */
const leewayMs = 300_000
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }
const { KeyUsageFlags: usage } = x509

/** 16 random bytes, positive (RFC 5280 §4.1.2.2). */
const newSerial = (): string => {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

type Issuer = { pem: string; pkcs8: Buffer }

const caExtensions = async (key: webcrypto.CryptoKey, pathLength?: number): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(true, pathLength, true),
  new x509.KeyUsagesExtension(usage.keyCertSign | usage.cRLSign, true),
  await x509.SubjectKeyIdentifierExtension.create(key),
]

/** A root authority that certifies organisations. */
export const makeRoot = async (name: string, at: number): Promise<Issuer> => {
  const { keys, pkcs8 } = await makePair()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=EC Trace Root CA, O=${name}`,
    notBefore: new Date(at - leewayMs),
    notAfter: new Date(at + rootDays * dayMs),
    signingAlgorithm,
    keys: keys,
    extensions: await caExtensions(keys.publicKey, 1),
  })
  return { pem: certificate.toString('pem'), pkcs8 }
}

const authorityKeyId = (issuer: x509.X509Certificate): Promise<x509.AuthorityKeyIdentifierExtension> =>
  x509.AuthorityKeyIdentifierExtension.create(issuer)

/** Never longer than the issuer's own certificate. */
const until = (issuer: x509.X509Certificate, at: number, days: number): Date =>
  new Date(Math.min(at + days * dayMs, issuer.notAfter.getTime()))

/** An organisation's own authority: it may certify users and nothing below them. */
export const makeIntermediate = async (name: string, parent: Issuer, at: number): Promise<Issuer> => {
  const { keys, pkcs8 } = await makePair()
  const issuer = new x509.X509Certificate(parent.pem)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${name} CA, O=${name}`,
    issuer: issuer.subject,
    notBefore: new Date(at - leewayMs),
    notAfter: until(issuer, at, organisationDays),
    signingAlgorithm,
    publicKey: keys.publicKey,
    signingKey: await importPrivate(parent.pkcs8),
    extensions: [...(await caExtensions(keys.publicKey, 0)), await authorityKeyId(issuer)],
  })
  return { pem: certificate.toString('pem'), pkcs8 }
}

/** A user's certificate under the authority whose key is given: pseudonymous id and organisation, nothing about a person. */
export const issueUser = async (
  request: CertificateRequest & { at: number },
  authorityKey: Buffer,
): Promise<IssuedCertificate> => {
  const issuer = new x509.X509Certificate(request.authority.pem)
  const publicKey = await importPublic(request.publicKey)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${request.user}, O=${request.organisation}`,
    issuer: issuer.subject,
    notBefore: new Date(request.at - leewayMs),
    notAfter: until(issuer, request.at, request.days),
    signingAlgorithm,
    publicKey,
    signingKey: await importPrivate(authorityKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usage.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await authorityKeyId(issuer),
    ],
  })
  return {
    pem: certificate.toString('pem'),
    fingerprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'),
    serial: certificate.serialNumber,
    notAfter: certificate.notAfter.toISOString(),
  }
}

/** A certificate for serving https in a local network, signed by itself: PEM of certificate and key. */
export const makeServerCertificate = async (
  hosts: readonly string[],
  at: number,
): Promise<{ cert: string; key: string }> => {
  const { keys, pkcs8 } = await makePair()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: 'CN=EC Trace local',
    notBefore: new Date(at - leewayMs),
    // Browsers refuse server certificates of more than 825 days.
    notAfter: new Date(at + 800 * dayMs),
    signingAlgorithm,
    keys: keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usage.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
    ],
  })
  const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')
  return { cert: certificate.toString('pem'), key }
}
