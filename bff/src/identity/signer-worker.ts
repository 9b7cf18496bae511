// The worker that alone holds the master key: unwraps a key for the length of one call and gives out only signatures and checks.
import { createHmac, randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode, ErrorDetails } from '@ectrace/shared/errors'
import { userId } from '@ectrace/shared/proof/envelope'
import { issueUser, makeIntermediate, makeRoot } from './certificates.ts'
import { masterKey } from './master-key.ts'
import { makeP256, signP256 } from './p256-key.ts'
import type {
  Authority,
  SignerCall,
  SignerCalls,
  SignerReply,
  SignerRequest,
  SignerSettings,
  SignerStart,
} from './signer-protocol.ts'
import { unwrapKey, wrapKey } from './wrapping.ts'

type Work = {
  [C in SignerCall]: (args: SignerCalls[C]['args']) => SignerCalls[C]['result'] | Promise<SignerCalls[C]['result']>
}

const workWith = (master: Buffer): Work => {
  const authorityKey = ({ name, wrapped }: Authority): Buffer => unwrapKey(master, 'authority', name, wrapped)
  return {
    createKey: () => {
      const { pkcs8, publicKey } = makeP256()
      return { publicKey, wrapped: wrapKey(master, 'user', userId(publicKey), pkcs8) }
    },
    sign: ({ wrapped, user, bytes }) => signP256(unwrapKey(master, 'user', user, wrapped), bytes),
    createAuthority: async ({ name, parent, at }) => {
      const made =
        parent === undefined
          ? await makeRoot(name, at)
          : await makeIntermediate(name, { pem: parent.pem, pkcs8: authorityKey(parent) }, at)
      return { name, pem: made.pem, wrapped: wrapKey(master, 'authority', name, made.pkcs8) }
    },
    issueCertificate: (request) => issueUser(request, authorityKey(request.authority)),
    createSecret: ({ name }) => wrapKey(master, 'secret', name, randomBytes(32)),
    macs: ({ wrapped, name, messages }) => {
      const key = unwrapKey(master, 'secret', name, wrapped)
      return messages.map((message) => Uint8Array.from(createHmac('sha256', key).update(message).digest()))
    },
  }
}

const coded = (error: unknown): { code: ErrorCode; details: ErrorDetails } => {
  if (error instanceof AppError) return { code: error.code, details: error.details }
  // What went wrong inside may hold key material: only its kind leaves this thread.
  return { code: 'INTERNAL', details: { part: 'signer', kind: error instanceof Error ? error.name : typeof error } }
}

const perform = async (work: Work, { id, call, args }: SignerRequest): Promise<SignerReply> => {
  try {
    const run = work[call] as (
      args: SignerRequest['args'],
    ) => SignerCalls[SignerCall]['result'] | Promise<SignerCalls[SignerCall]['result']>
    return { id, result: await run(args) }
  } catch (error) {
    return { id, error: coded(error) }
  }
}

const serve = (): void => {
  const port = parentPort
  if (port === null) throw new Error('this file runs as a worker')
  const { keyFile, create } = workerData as SignerSettings
  const say = (message: SignerStart | SignerReply): void => port.postMessage(message)
  try {
    const work = workWith(masterKey(keyFile, create))
    port.on('message', (request: SignerRequest) => void perform(work, request).then(say))
    say({ ready: true })
  } catch (error) {
    say({ error: coded(error) })
  }
}

serve()
