// What the main thread and the signer's worker say to each other: one list of calls with their arguments and results.
import type { ErrorCode, ErrorDetails } from '@ectrace/shared/errors'
import type { CodeForm, CodeRecipe, CodeSpan, ReadSerial, SerialQuestion } from '../codes/code-recipe.ts'

/** A certification authority: `name` is an organisation's id or `platform`; `wrapped` its private key. */
export type Authority = { name: string; wrapped: string; pem: string }

export type CertificateRequest = {
  authority: Authority
  /** Compressed P-256 point, 66 hexadecimal characters. */
  publicKey: string
  /** Pseudonymous user id: the certificate carries no personal data. */
  user: string
  organisation: string
  days: number
}

/** `fingerprint` = SHA-256 of the DER, hexadecimal; `serial` hexadecimal; `notAfter` ISO 8601, UTC. */
export type IssuedCertificate = { pem: string; fingerprint: string; serial: string; notAfter: string }

/** Name of a call -> its arguments and its result. `at` is milliseconds since 1970. */
export type SignerCalls = {
  createKey: { args: Record<never, never>; result: { publicKey: string; wrapped: string } }
  sign: { args: { wrapped: string; user: string; bytes: Uint8Array }; result: string }
  createAuthority: { args: { name: string; parent?: Authority; at: number }; result: Authority }
  issueCertificate: { args: CertificateRequest & { at: number }; result: IssuedCertificate }
  createSecret: { args: { name: string }; result: string }
  macs: { args: { wrapped: string; name: string; messages: Uint8Array[] }; result: Uint8Array[] }
  writeCodes: { args: { recipe: CodeRecipe; span: CodeSpan; form: CodeForm }; result: Uint8Array }
  readSerials: { args: SerialQuestion; result: (ReadSerial | undefined)[] }
}
export type SignerCall = keyof SignerCalls

export type SignerRequest = { [C in SignerCall]: { id: number; call: C; args: SignerCalls[C]['args'] } }[SignerCall]

export type SignerReply =
  | { id: number; result: SignerCalls[SignerCall]['result'] }
  | { id: number; error: { code: ErrorCode; details: ErrorDetails } }

/** First message of the worker: the master key is there, or why not. */
export type SignerStart = { ready: true } | { error: { code: ErrorCode; details: ErrorDetails } }

/** What the worker is started with. `create`: make the master key when there is none (only while nothing is wrapped yet). */
export type SignerSettings = { keyFile: string; create: boolean }
