// What this machine can do at most, measured in the same minutes: P-256 verifications, keyed hashes and durable 4 KiB appends.
import { createHmac, createSecretKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

const perSecond = (ms: number, work: () => void): number => {
  const started = performance.now()
  let done = 0
  for (; performance.now() < started + ms; done++) work()
  return (done * 1_000) / (performance.now() - started)
}

/** ECDSA P-256 with SHA-256 over 1 KiB on one thread (OpenSSL through node:crypto), a second. */
export const verifyPerSecond = (ms: number): number => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const bytes = randomBytes(1_024)
  const signature = sign('sha256', bytes, privateKey)
  return perSecond(ms, () => {
    if (!verify('sha256', bytes, publicKey, signature)) throw new Error('the signature does not hold')
  })
}

/** The same with one thread a processor, all at once: the sum. */
export const verifyPerSecondOnAll = async (ms: number): Promise<number> => {
  const threads = Array.from({ length: availableParallelism() }, async () => {
    const worker = new Worker(new URL('./verify-thread.ts', import.meta.url), { workerData: ms })
    const [rate] = (await once(worker, 'message')) as [number]
    return rate
  })
  return (await Promise.all(threads)).reduce((sum, rate) => sum + rate, 0)
}

/** HMAC-SHA-256 over 80 bytes on one thread (OpenSSL through node:crypto, the key made once), a second. */
export const hmacPerSecond = (ms: number): number => {
  const key = createSecretKey(randomBytes(32))
  const bytes = randomBytes(80)
  return perSecond(ms, () => createHmac('sha256', key).update(bytes).digest())
}

/** Appends of 4 KiB to one file in `folder`, each made durable before the next, a second. */
export const fdatasyncPerSecond = (folder: string, ms: number): number => {
  const file = path.join(folder, 'fdatasync')
  const descriptor = openSync(file, 'w')
  const page = randomBytes(4_096)
  try {
    return perSecond(ms, () => {
      writeSync(descriptor, page)
      fdatasyncSync(descriptor)
    })
  } finally {
    closeSync(descriptor)
    rmSync(file)
  }
}
