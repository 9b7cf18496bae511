// The worker that alone holds the master key: unwraps keys, users' for a minute at most, and gives out only signatures and checks.
import { createHmac, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode, ErrorDetails } from '@ectrace/shared/errors'
import { userId } from '@ectrace/shared/proof/envelope'
import { codeThread } from './code-thread.ts'
import { masterKey } from './master-key.ts'
import { makeP256, privateKeyOf, signP256 } from './p256-key.ts'
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

/** A person who works signs again soon; what is unwrapped stays few and not for long. */
const unwrapped = { most: 256, milliseconds: 60_000 }

/** Users' keys, each under its user and its wrapped form: with another user's name nothing is found here, and unwrapping refuses. */
const openUserKeys = (master: Buffer): ((user: string, wrapped: string) => KeyObject) => {
  const kept = new Map<string, { key: KeyObject; until: number }>()
  return (user, wrapped) => {
    const now = performance.now()
    for (const [name, { until }] of kept) {
      if (until > now && kept.size < unwrapped.most) break
      kept.delete(name)
    }
    const name = `${user}|${wrapped}`
    const key = kept.get(name)?.key ?? privateKeyOf(unwrapKey(master, 'user', user, wrapped))
    if (!kept.has(name)) kept.set(name, { key, until: now + unwrapped.milliseconds })
    return key
  }
}

/** The code of X.509 is two hundred files: loaded when the first certificate is made, which most starts never do. */
const certificates = () => import('./certificates.ts')

const workWith = (master: Buffer): Work => {
  const userKey = openUserKeys(master)
  const authorityKey = ({ name, wrapped }: Authority): Buffer => unwrapKey(master, 'authority', name, wrapped)
  return {
    createKey: () => {
      const { pkcs8, publicKey } = makeP256()
      return { publicKey, wrapped: wrapKey(master, 'user', userId(publicKey), pkcs8) }
    },
    sign: ({ wrapped, user, bytes }) => signP256(userKey(user, wrapped), bytes),
    createAuthority: async ({ name, parent, at }) => {
      const { makeIntermediate, makeRoot } = await certificates()
      const made =
        parent === undefined
          ? await makeRoot(name, at)
          : await makeIntermediate(name, { pem: parent.pem, pkcs8: authorityKey(parent) }, at)
      return { name, pem: made.pem, wrapped: wrapKey(master, 'authority', name, made.pkcs8) }
    },
    issueCertificate: async (request) => {
      const { issueUser } = await certificates()
      return issueUser(request, authorityKey(request.authority))
    },
    createSecret: ({ name }) => wrapKey(master, 'secret', name, randomBytes(32)),
    macs: ({ wrapped, name, messages }) => {
      const key = unwrapKey(master, 'secret', name, wrapped)
      return messages.map((message) => Uint8Array.from(createHmac('sha256', key).update(message).digest()))
    },
    ...codeThread((name, wrapped) => unwrapKey(master, 'secret', name, wrapped)),
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
