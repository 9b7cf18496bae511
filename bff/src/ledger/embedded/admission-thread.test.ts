// Submissions on a thread of their own: each question gets its own answer, however many are asked at once.
import { expect, test } from '@jest/globals'
import type { Submission } from '@ectrace/shared/ledger/ledger'
import { foundOperator, makeFolders, makePerson, makePlace, refusal, signedBy } from '../../../test/ledger-fixture.ts'
import { openHere } from '../../../test/small-log.ts'
import { admissionHere, readSubmission } from './admission.ts'
import type { Admission, Admitted, Verdict } from './admission.ts'
import { openAdmissionThread, startAdmissionWorker } from './admission-thread.ts'

const log = 'ectrace/test/1'
const placeOf = (who: ReturnType<typeof makePerson>, name: string): Submission => signedBy(who, log, [makePlace(name)])
const readHere = (submission: unknown): Admitted => readSubmission(JSON.stringify(submission))

test('of a hundred checks at once exactly the forged ones are refused', async () => {
  const { check } = openAdmissionThread()
  const [who, other] = [makePerson(), makePerson()]
  const checks = Array.from({ length: 100 }, (_, i) => {
    const forged = i % 7 === 3
    const admitted = readHere(placeOf(who, `产地 ${i}`))
    return { forged, outcome: check(admitted, forged ? other.publicKey : who.publicKey) }
  })
  for (const { forged, outcome } of checks) {
    if (forged) expect((await refusal(outcome)).code).toBe('SIGNATURE_INVALID')
    else await expect(outcome).resolves.toBeUndefined()
  }
})

test('a key that is not on the curve is refused', async () => {
  const { check } = openAdmissionThread()
  const admitted = readHere(placeOf(makePerson(), '产地'))
  expect((await refusal(check(admitted, `02${'f'.repeat(64)}`))).code).toBe('SIGNATURE_INVALID')
})

test('what is read there is what is read here, and each fault comes back with its code and its field', async () => {
  const { read } = openAdmissionThread()
  const good = placeOf(makePerson(), '产地 “一” 🌾')
  const differing = { ...good, openings: [{ ...good.openings[0], city: { salt: '0'.repeat(32), value: '北京' } }] }
  const [whole, other, ...refused] = await Promise.allSettled(
    [good, differing, { ...good, signature: good.signature.slice(2) }, { ...good, more: 1 }, null].map((submission) =>
      read(JSON.stringify(submission)),
    ),
  )
  expect(whole).toEqual({ status: 'fulfilled', value: { ...readHere(good), checked: true } })
  expect(other).toEqual({ status: 'fulfilled', value: { ...readHere(differing), checked: false } })
  const faultsOf = (field: string, rule: string): unknown =>
    expect.objectContaining({
      reason: expect.objectContaining({ code: 'VALIDATION_FAILED', details: { faults: [{ field, rule }] } }),
    })
  expect(refused).toEqual([
    faultsOf('signature', '128 lower-case hexadecimal characters'),
    faultsOf('', 'at most 3 members'),
    faultsOf('', 'object'),
  ])
})

test('once a key has been named for a caller the verdict comes with the reading, under that key', async () => {
  const { read, check } = openAdmissionThread()
  const [who, other] = [makePerson(), makePerson()]
  const first = await read(JSON.stringify(placeOf(who, '一')))
  expect(first.verdict).toBeUndefined()
  await refusal(check(first, other.publicKey))
  expect((await read(JSON.stringify(placeOf(who, '一')))).verdict).toBeUndefined()
  await check(first, who.publicKey)
  const second = placeOf(who, '二')
  expect((await read(JSON.stringify(second))).verdict).toEqual({ key: who.publicKey, holds: true })
  const forged = { ...second, signature: placeOf(who, '三').signature }
  expect((await read(JSON.stringify(forged))).verdict).toEqual({ key: who.publicKey, holds: false })
})

test('a verdict under another key than the one on chain says nothing', async () => {
  const [folders, who, other] = [makeFolders(), makePerson(), makePerson()]
  let verdict: Verdict | undefined
  const { read, check } = admissionHere
  const told: Admission = { check, read: async (text) => ({ ...(await read(text)), ...(verdict && { verdict }) }) }
  const ledger = await openHere(folders, { admission: told })
  const { origin } = await ledger.log()
  await ledger.submit(signedBy(who, origin, [foundOperator(who)]))
  const submission = signedBy(who, origin, [makePlace('一')])
  const forged = { ...submission, signature: signedBy(who, origin, [makePlace('二')]).signature }
  verdict = { key: other.publicKey, holds: true }
  expect((await refusal(ledger.submit(forged))).code).toBe('SIGNATURE_INVALID')
  verdict = { key: who.publicKey, holds: false }
  expect((await refusal(ledger.submit(submission))).code).toBe('SIGNATURE_INVALID')
  verdict = { key: other.publicKey, holds: false }
  expect((await ledger.submit(submission)).leafIndex).toBe(1)
  await ledger.close()
  folders.remove()
})

test('when the thread dies, new submissions are refused as not written, repeats are known, and a ledger opened anew takes all', async () => {
  const [folders, who, worker] = [makeFolders(), makePerson(), startAdmissionWorker()]
  const ledger = await openHere(folders, { admission: openAdmissionThread(worker) })
  const { origin } = await ledger.log()
  const founding = signedBy(who, origin, [foundOperator(who)])
  const first = await ledger.submit(founding)
  const submission = signedBy(who, origin, [makePlace('产地')])
  const stopped = { code: 'LEDGER_STOPPED', details: { outcome: 'not written' } }
  const ended = worker.terminate()
  expect(await refusal(ledger.submit(submission))).toMatchObject(stopped)
  await ended
  expect(await refusal(ledger.submit(submission))).toMatchObject(stopped)
  expect(await ledger.submit(founding)).toEqual(first)
  expect((await ledger.log()).size).toBe(1)
  await ledger.close()
  const again = await openHere(folders, { admission: openAdmissionThread() })
  expect((await again.submit(submission)).leafIndex).toBe(1)
  await again.close()
  folders.remove()
})
