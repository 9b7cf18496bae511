// Signatures on a thread of their own: each check gets its own verdict, however many are asked at once.
import { expect, test } from '@jest/globals'
import { canonical } from '@ectrace/shared/proof/canonical'
import { foundOperator, makeFolders, makePerson, makePlace, refusal, signedBy } from '../../../test/ledger-fixture.ts'
import { openHere } from '../../../test/small-log.ts'
import { openSignatureThread, startSignatureWorker } from './signature-thread.ts'

test('of a hundred checks at once exactly the forged ones are refused', async () => {
  const check = openSignatureThread()
  const [who, other] = [makePerson(), makePerson()]
  const checks = Array.from({ length: 100 }, (_, i) => {
    const { envelope, signature } = signedBy(who, 'ectrace/test/1', [makePlace(`产地 ${i}`)])
    const forged = i % 7 === 3
    return { forged, outcome: check(canonical(envelope), signature, forged ? other.publicKey : who.publicKey) }
  })
  for (const { forged, outcome } of checks) {
    if (forged) expect((await refusal(outcome)).code).toBe('SIGNATURE_INVALID')
    else await expect(outcome).resolves.toBeUndefined()
  }
})

test('a key that is not on the curve and a signature of another length are refused', async () => {
  const check = openSignatureThread()
  const { envelope, signature } = signedBy(makePerson(), 'ectrace/test/1', [makePlace('产地')])
  const text = canonical(envelope)
  expect((await refusal(check(text, signature, `02${'f'.repeat(64)}`))).code).toBe('SIGNATURE_INVALID')
  expect((await refusal(check(text, signature.slice(2), makePerson().publicKey))).code).toBe('SIGNATURE_INVALID')
})

test('when the thread dies, submissions on their way and later ones are refused as not written, and a ledger opened anew takes them', async () => {
  const [folders, who, worker] = [makeFolders(), makePerson(), startSignatureWorker()]
  const ledger = await openHere(folders, { signature: openSignatureThread(worker) })
  const { origin } = await ledger.log()
  await ledger.submit(signedBy(who, origin, [foundOperator(who)]))
  const submission = signedBy(who, origin, [makePlace('产地')])
  const stopped = { code: 'LEDGER_STOPPED', details: { outcome: 'not written' } }
  const ended = worker.terminate()
  expect(await refusal(ledger.submit(submission))).toMatchObject(stopped)
  await ended
  expect(await refusal(ledger.submit(submission))).toMatchObject(stopped)
  expect((await ledger.log()).size).toBe(1)
  await ledger.close()
  const again = await openHere(folders, { signature: openSignatureThread() })
  expect((await again.submit(submission)).leafIndex).toBe(1)
  await again.close()
  folders.remove()
})
