// The door to the worker that alone holds the master key: makes keys, signs, certifies and computes keyed checks.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { CodeForm, CodeRecipe, CodeSpan, ReadSerial, SerialQuestion } from '../codes/code-recipe.ts'
import type {
  Authority,
  CertificateRequest,
  IssuedCertificate,
  SignerCall,
  SignerCalls,
  SignerReply,
  SignerSettings,
  SignerStart,
} from './signer-protocol.ts'

export type { Authority, CertificateRequest, IssuedCertificate } from './signer-protocol.ts'

/** Wrapped keys are text (`v1.…`), bound to their purpose and owner: a row moved to another user opens nothing. */
export type Signer = {
  /** A new P-256 key for a hosted user: compressed public key (66 hex characters) and the wrapped private key, bound to `userId(publicKey)`. */
  createKey(): Promise<{ publicKey: string; wrapped: string }>
  /** ECDSA P-256 with SHA-256 over `bytes`, r ‖ s as 128 hex characters. The caller logs each use (vault.key_use). FORBIDDEN when the key is not `user`'s. */
  sign(wrapped: string, bytes: Uint8Array, user: string): Promise<string>
  /** Without `parent` a root, with one an intermediate that may certify users only (path length 0). */
  createAuthority(name: string, parent?: Authority): Promise<Authority>
  issueCertificate(request: CertificateRequest): Promise<IssuedCertificate>
  /** 32 random bytes, wrapped; only `mac` can use them. */
  createSecret(name: string): Promise<string>
  /** HMAC-SHA-256, 32 bytes. */
  mac(wrapped: string, bytes: Uint8Array, name: string): Promise<Uint8Array>
  /** The same for many messages in one round trip. */
  macs(wrapped: string, messages: Uint8Array[], name: string): Promise<Uint8Array[]>
  /** Codes of a set, their leaf hashes or the roots of their tiles, in order; some thousand at a time, for the thread does nothing else then. */
  writeCodes(recipe: CodeRecipe, span: CodeSpan, form: CodeForm): Promise<Uint8Array>
  /** What each serial says, in order; undefined where the keyed check does not hold. */
  readSerials(question: SerialQuestion): Promise<(ReadSerial | undefined)[]>
  /** Random bytes for serials and salts. */
  random(length: number): Uint8Array
  close(): Promise<void>
}

type Waiting = { resolve: (result: never) => void; reject: (error: unknown) => void }
type Line = {
  call: <C extends SignerCall>(call: C, args: SignerCalls[C]['args']) => Promise<SignerCalls[C]['result']>
  close: () => Promise<void>
}

/** Where the master key lies. */
export const masterKeyFile = (keyDir: string): string => path.join(keyDir, 'master.key')

const stopped = (cause?: unknown): AppError => new AppError('NOT_READY', { details: { part: 'signer' }, cause })

const started = async (worker: Worker): Promise<void> => {
  const start = await new Promise<SignerStart>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(stopped()))
  })
  if ('error' in start) throw new AppError(start.error.code, { details: start.error.details })
}

const lineTo = (worker: Worker): Line => {
  const waiting = new Map<number, Waiting>()
  let next = 1
  let dead: AppError | undefined
  const end = (cause?: unknown): void => {
    dead ??= stopped(cause)
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  worker.on('message', (reply: SignerReply) => {
    const found = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) found?.reject(new AppError(reply.error.code, { details: reply.error.details }))
    else found?.resolve(reply.result as never)
  })
  worker.on('error', end)
  worker.on('exit', () => end())
  return {
    call: (call, args) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) {
          reject(dead)
          return
        }
        const id = next++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, call, args })
      }),
    close: async () => {
      end()
      await worker.terminate()
    },
  }
}

const startLine = async (settings: SignerSettings, name: string): Promise<Line> => {
  const worker = new Worker(new URL('./signer-worker.ts', import.meta.url), { workerData: settings, name })
  await started(worker)
  return lineTo(worker)
}

const signerOver = ({ call, close }: Line, clock: () => number): Signer => {
  const macs = (wrapped: string, messages: Uint8Array[], name: string): Promise<Uint8Array[]> =>
    call('macs', { wrapped, name, messages })
  return {
    createKey: () => call('createKey', {}),
    sign: (wrapped, bytes, user) => call('sign', { wrapped, user, bytes }),
    createAuthority: (name, parent) => call('createAuthority', { name, at: clock(), ...(parent && { parent }) }),
    issueCertificate: (request) => call('issueCertificate', { ...request, at: clock() }),
    createSecret: (name) => call('createSecret', { name }),
    mac: async (wrapped, bytes, name) => {
      const [mac] = await macs(wrapped, [bytes], name)
      if (mac === undefined) throw stopped()
      return mac
    },
    macs,
    writeCodes: (recipe, span, form) => call('writeCodes', { recipe, span, form }),
    readSerials: (question) => call('readSerials', question),
    random: (length) => Uint8Array.from(randomBytes(length)),
    close,
  }
}

type SignerOptions = { keyDir: string; clock: () => number }

/**
 * Starts the worker. `create`: whether a missing master key may be made (only while the vault holds nothing wrapped).
 * Throws SETTINGS_INVALID when the key file is readable by others, has the wrong size, or is missing and may not be made.
 */
export const openSigner = async ({ keyDir, clock, create }: SignerOptions & { create: boolean }): Promise<Signer> =>
  signerOver(await startLine({ keyFile: masterKeyFile(keyDir), create }, 'signer'), clock)

/** A second signer for many codes at once. Its thread starts with the first call: many servers never mint. */
export const openMinter = ({ keyDir, clock }: SignerOptions): Signer => {
  let [line, closed]: [Promise<Line> | undefined, boolean] = [undefined, false]
  const start = async (): Promise<Line> => {
    if (closed) throw stopped()
    try {
      return await startLine({ keyFile: masterKeyFile(keyDir), create: false }, 'minter')
    } catch (error) {
      line = undefined
      throw error
    }
  }
  const call: Line['call'] = async (name, args) => (await (line ??= start())).call(name, args)
  const close = async (): Promise<void> => {
    closed = true
    // One that could not start has nothing to close.
    const started = await line?.catch(() => undefined)
    await started?.close()
  }
  return signerOver({ call, close }, clock)
}
