// Certificate and key for https: the operator's own files, or a certificate of this machine's own kept beside the other keys.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import path from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import type { Config } from '../config.ts'
import { readSecretFile, writeSecretFile } from '../identity/master-key.ts'

export type TlsMaterial = { cert: string; key: string }

const monthMs = 2_592_000_000

const refused = (field: string, rule: string, value: string, cause: unknown): AppError =>
  new AppError('SETTINGS_INVALID', { cause, details: { faults: [{ field, rule, value }] } })

const checked = <T>(field: string, file: string, rule: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw refused(field, rule, file, cause)
  }
}

const fromFiles = async (files: { cert: string; key: string }): Promise<TlsMaterial> => {
  const read = (field: string, file: string): Promise<string> =>
    readFile(file, 'utf8').catch((cause: unknown) => {
      throw refused(field, 'the file cannot be read', file, cause)
    })
  const [cert, key] = [await read('TLS_CERT', files.cert), await read('TLS_KEY', files.key)]
  const certificate = checked('TLS_CERT', files.cert, 'not a PEM certificate', () => new X509Certificate(cert))
  const privateKey = checked('TLS_KEY', files.key, 'not a PEM private key', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw refused('TLS_KEY', 'does not belong to TLS_CERT', files.key, undefined)
  return { cert, key }
}

const serves = (cert: string, hosts: readonly string[], now: number): boolean => {
  const certificate = new X509Certificate(cert)
  const named = hosts.every(
    (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  )
  return named && Date.parse(certificate.validTo) > now + monthMs
}

/** The same certificate at each start, so that a phone that accepted it keeps doing so; a new one when the address changed. */
const ownCertificate = async (keyDir: string, hosts: readonly string[], now: number): Promise<TlsMaterial> => {
  const [certFile, keyFile] = [path.join(keyDir, 'tls.crt'), path.join(keyDir, 'tls.key')]
  const [cert, key] = [readSecretFile(certFile)?.toString('utf8'), readSecretFile(keyFile)?.toString('utf8')]
  if (cert !== undefined && key !== undefined && serves(cert, hosts, now)) return { cert, key }
  // Loaded only where a certificate is made: the code of X.509 is two hundred files.
  const { makeServerCertificate } = await import('../identity/certificates.ts')
  const made = await makeServerCertificate(hosts, now)
  await rm(certFile, { force: true })
  await rm(keyFile, { force: true })
  writeSecretFile(keyFile, made.key)
  writeSecretFile(certFile, made.cert)
  return made
}

/** Undefined without https. Throws SETTINGS_INVALID naming TLS_CERT or TLS_KEY. */
export const tlsMaterial = async (
  { https, keyDir, publicUrl }: Config,
  now: number,
): Promise<TlsMaterial | undefined> => {
  if (https.kind === 'off') return undefined
  if (https.kind === 'files') return fromFiles(https)
  const hosts = [...new Set([new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''), 'localhost', '127.0.0.1'])]
  return ownCertificate(keyDir, hosts, now)
}
