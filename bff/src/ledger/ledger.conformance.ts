// What every ledger behind the port must do, whichever engine runs it.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { leafBytes, transactionId } from '@ectrace/shared/proof/envelope'
import { leafHash, sha256Hex } from '@ectrace/shared/proof/hash'
import { merkleRoot, verifyConsistency, verifyInclusion } from '@ectrace/shared/proof/merkle'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { verifyRecord } from '@ectrace/shared/proof/verify-record'
import {
  foundOperator,
  foundSupplier,
  hashOf,
  makePerson,
  makePlace,
  placeKey,
  readBack,
  refusal,
  signedBy,
} from '../../test/ledger-fixture.ts'
import type { Act, Person } from '../../test/ledger-fixture.ts'

/** An empty ledger of channel `trace`; `close` ends it and removes what it left. */
export type LedgerUnderTest = { ledger: Ledger; close: () => Promise<void> }

export const ledgerConformance = (name: string, open: () => Promise<LedgerUnderTest>): void => {
  describe(`${name} as a ledger`, () => {
    const who = makePerson()
    let opened: LedgerUnderTest
    let ledger: Ledger
    let log: string
    const place = (title: string): Submission => signedBy(who, log, [makePlace(title)])

    beforeEach(async () => {
      opened = await open()
      ledger = opened.ledger
      log = (await ledger.log()).origin
      await ledger.submit(signedBy(who, log, [foundOperator(who)]))
    })
    afterEach(() => opened.close())

    test('a submission resolves with its place on chain and can be read back by id, by key and by block', async () => {
      const submission = place('奶站')
      const placed = await ledger.submit(submission)
      const committed = await readBack(ledger, placed)
      expect(committed).toMatchObject({ ...placed, transaction: transactionId(submission.envelope) })
      expect(committed.leaf.envelope).toEqual(submission.envelope)
      expect(committed.openings).toEqual(submission.openings)
      const entry = await ledger.read(placeKey('奶站'))
      expect(entry).toMatchObject({
        transaction: committed.transaction,
        leafIndex: committed.leafIndex,
        height: committed.block.height,
      })
      expect(entry?.digest).toBe(sha256Hex(utf8Encode(canonical(entry?.value))))
      const [block] = await ledger.blocks(committed.block.height, 1)
      expect(block?.transactions.at(committed.leaf.index)).toEqual(committed)
    })

    test('what does not exist is undefined or empty, not an error', async () => {
      expect(await ledger.read('place/none')).toBeUndefined()
      expect(await ledger.transaction(hashOf('none'))).toBeUndefined()
      expect(await ledger.transaction('no id at all')).toBeUndefined()
      expect(await ledger.history('place/none', { limit: 10 })).toEqual([])
      const { height } = await ledger.log()
      expect(await ledger.blocks(height + 1, 10)).toEqual([])
    })

    test('the same envelope again resolves to the first outcome and writes nothing', async () => {
      const submission = place('一')
      const first = await ledger.submit(submission)
      expect(await ledger.submit(submission)).toEqual(first)
      expect((await ledger.log()).size).toBe(2)
    })

    test('the same request under the same nonce in another envelope resolves to the first outcome', async () => {
      const [nonce, request] = [hashOf('nonce'), hashOf('request')]
      const twice = [1, 2].map(() => signedBy(who, log, [makePlace('一')], { nonce, request }))
      const [first, second] = await Promise.all(twice.map((submission) => ledger.submit(submission)))
      expect(second).toEqual(first)
      expect((await ledger.log()).size).toBe(2)
    })

    test('the same envelope twenty times at once is written once, and all hear the same outcome', async () => {
      const submission = place('一')
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => ledger.submit(submission)))
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
      expect((await ledger.log()).size).toBe(2)
    })

    test('of different requests under one nonce at once one is written and the others are refused with both digests', async () => {
      const nonce = hashOf('nonce')
      const requests = ['一', '二', '三', '四'].map((title) => ({ title, request: hashOf(title) }))
      const outcomes = await Promise.allSettled(
        requests.map(({ title, request }) => ledger.submit(signedBy(who, log, [makePlace(title)], { nonce, request }))),
      )
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
      for (const [i, outcome] of outcomes.entries()) {
        if (i === winner) continue
        const details = { first: requests[winner]?.request, second: requests[i]?.request }
        expect(outcome).toMatchObject({ reason: { code: 'IDEMPOTENCY_MISMATCH', details } })
      }
      expect((await ledger.log()).size).toBe(2)
    })

    test('an outcome is still told when the envelope has long been too old to be written', async () => {
      const submission = place('一')
      const first = await ledger.submit(submission)
      const old = { ...submission.envelope, time: minutesFromNow(-60) }
      expect((await refusal(ledger.submit({ ...submission, envelope: old }))).code).toBe('CLOCK_SKEW')
      expect(await ledger.submit(submission)).toEqual(first)
    })

    test('another request under a nonce that is used is refused with both digests', async () => {
      const nonce = hashOf('nonce')
      await ledger.submit(signedBy(who, log, [makePlace('一')], { nonce, request: hashOf('first') }))
      const error = await refusal(
        ledger.submit(signedBy(who, log, [makePlace('二')], { nonce, request: hashOf('second') })),
      )
      expect(error.code).toBe('IDEMPOTENCY_MISMATCH')
      expect(error.details).toMatchObject({ first: hashOf('first'), second: hashOf('second') })
      expect(await ledger.read(placeKey('二'))).toBeUndefined()
    })

    test('one hundred at once are all on chain, each leaf once, in one order', async () => {
      const committed = await Promise.all(Array.from({ length: 100 }, (_, i) => ledger.submit(place(`place ${i}`))))
      expect(new Set(committed.map(({ leafIndex }) => leafIndex)).size).toBe(100)
      const { size, height } = await ledger.log()
      expect(size).toBe(101)
      const order: string[] = []
      for (let next = 1; next <= height;) {
        const blocks = await ledger.blocks(next, 7)
        expect(blocks.length).toBeGreaterThan(0)
        order.push(...blocks.flatMap(({ transactions }) => transactions.map(({ transaction }) => transaction)))
        next += blocks.length
      }
      expect(committed.map(({ leafIndex }) => order[leafIndex])).toEqual(
        committed.map(({ transaction }) => transaction),
      )
    })

    test('of two that claim the same identifier at once one is refused', async () => {
      const outcomes = await Promise.allSettled([ledger.submit(place('一')), ledger.submit(place('一'))])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const [loser] = outcomes.filter((outcome) => outcome.status === 'rejected')
      expect(loser?.reason).toMatchObject({ code: 'ALREADY_EXISTS' })
    })

    test('many that change one key at once are all written, one after the other', async () => {
      const supplier = makePerson()
      const organisation = deriveId('organisation', supplier.user)
      await ledger.submit(signedBy(supplier, log, [foundSupplier(supplier)]))
      await ledger.submit(signedBy(who, log, [setLevel(organisation, 'verified')]))
      const backAndForth = [setLevel(organisation, 'suspended'), setLevel(organisation, 'verified')]
      const committed = await Promise.all(
        Array.from({ length: 6 }, () => ledger.submit(signedBy(who, log, backAndForth))),
      )
      const versions = await ledger.history(`org/${organisation}`, { limit: 6 })
      expect(versions.map(({ leafIndex }) => leafIndex).sort()).toEqual(
        committed.map(({ leafIndex }) => leafIndex).sort(),
      )
    })

    test('operations of one envelope are written all or not at all', async () => {
      const error = await refusal(
        ledger.submit(signedBy(who, log, [makePlace('一'), makePlace('二'), makePlace('一')])),
      )
      expect(error.code).toBe('ALREADY_EXISTS')
      expect(error.details.faults?.[0]?.field).toBe('operations.2.args.id')
      expect(await ledger.read(placeKey('二'))).toBeUndefined()
      expect((await ledger.log()).size).toBe(1)
    })

    test.each([
      [
        'a signature by somebody else',
        'SIGNATURE_INVALID',
        () => ({ ...place('一'), signature: place('一').signature }),
      ],
      ['a caller whom nobody enrolled', 'UNAUTHENTICATED', () => signedBy(makePerson(), log, [makePlace('一')])],
      ['an envelope for another log', 'LOG_MISMATCH', () => signedBy(who, 'ectrace/other/1', [makePlace('一')])],
      [
        'an envelope for another channel',
        'LOG_MISMATCH',
        () => signedBy(who, log, [makePlace('一')], { channel: 'other' }),
      ],
      [
        'a time six minutes ago',
        'CLOCK_SKEW',
        () => signedBy(who, log, [makePlace('一')], { time: minutesFromNow(-6) }),
      ],
      [
        'a time six minutes ahead',
        'CLOCK_SKEW',
        () => signedBy(who, log, [makePlace('一')], { time: minutesFromNow(6) }),
      ],
      ['an envelope with a member too many', 'VALIDATION_FAILED', () => withEnvelope(place('一'), { more: 1 })],
      ['an envelope without operations', 'VALIDATION_FAILED', () => withEnvelope(place('一'), { operations: [] })],
      ['an opening that was not signed', 'FIELD_DIGEST_MISMATCH', () => withOpening(place('一'), 'city', '北京')],
      [
        'an envelope of more than 1,000 operations',
        'VALIDATION_FAILED',
        () => withEnvelope(place('一'), { operations: Array(1001).fill(place('一').envelope.operations[0]) }),
      ],
      [
        'a custody that is not the registered one',
        'FORBIDDEN',
        () => signedBy(who, log, [makePlace('一')], { custody: 'own' }),
      ],
      ['a number that has no canonical form', 'NOT_CANONICAL', () => withOpening(place('一'), 'city', 2 ** 60)],
      ['more than 1 MB', 'BODY_TOO_LARGE', () => withOpening(place('一'), 'city', 'x'.repeat(1024 * 1024))],
    ])('%s is refused with %s and nothing is written', async (_, code, make) => {
      expect((await refusal(ledger.submit(make() as Submission))).code).toBe(code)
      expect((await ledger.log()).size).toBe(1)
      expect(await ledger.read(placeKey('一'))).toBeUndefined()
    })

    test('a rule that refuses names its code and the field, and nothing is written', async () => {
      const stranger = makePerson()
      await ledger.submit(signedBy(stranger, log, [foundSupplier(stranger)]))
      const { size } = await ledger.log()
      const organisation = deriveId('organisation', stranger.user)
      const refusals: [Person, Act, string, string | undefined][] = [
        [stranger, setLevel(organisation, 'suspended'), 'FORBIDDEN', undefined],
        [who, setLevel(deriveId('organisation', 'none'), 'verified'), 'NOT_FOUND', 'operations.0.args.organisation'],
        [
          who,
          setLevel(deriveId('organisation', who.user), 'suspended'),
          'STATE_CONFLICT',
          'operations.0.args.organisation',
        ],
        [who, setLevel(organisation, 'gold'), 'VALIDATION_FAILED', 'operations.0.args.level'],
        [who, revoke(stranger), 'WRONG_ORGANISATION', 'operations.0.args.id'],
      ]
      for (const [person, act, code, field] of refusals) {
        const error = await refusal(ledger.submit(signedBy(person, log, [act])))
        expect([error.code, error.details.faults?.[0]?.field]).toEqual([code, field])
      }
      const colleague = makePerson()
      const enrol: Act = { name: 'enrolUser', fields: { ...keyOf(colleague), organisation, roles: ['trader'] } }
      await ledger.submit(signedBy(stranger, log, [enrol, revoke(colleague)]))
      expect((await refusal(ledger.submit(signedBy(colleague, log, [makePlace('一')])))).code).toBe('USER_REVOKED')
      await ledger.submit(signedBy(who, log, [setLevel(organisation, 'suspended')]))
      expect((await refusal(ledger.submit(signedBy(stranger, log, [makePlace('一')])))).code).toBe('FORBIDDEN')
      expect((await ledger.log()).size).toBe(size + 2)
    })

    test('blocks come in order from any height on, at most as many as asked for', async () => {
      for (const title of ['一', '二', '三', '四']) await ledger.submit(place(title))
      const { height } = await ledger.log()
      const all = await ledger.blocks(1, 100)
      expect(all.map((block) => block.height)).toEqual(Array.from({ length: height }, (_, i) => i + 1))
      expect(await ledger.blocks(0, 100)).toEqual(all)
      for (let from = 1; from <= height; from++)
        expect(await ledger.blocks(from, 2)).toEqual(all.slice(from - 1, from + 1))
      expect(await ledger.blocks(1, 0)).toEqual([])
      expect(new Set(all.map(({ hash }) => hash)).size).toBe(height)
      expect(all.at(-1)?.time).toBe((await ledger.log()).lastTime)
    })

    test('history lists every version of a key, newest first, a page at a time', async () => {
      const farmer = makePerson()
      const organisation = deriveId('organisation', farmer.user)
      const key = `org/${organisation}`
      await ledger.submit(signedBy(farmer, log, [foundSupplier(farmer)]))
      for (const level of ['verified', 'suspended', 'verified'] as const)
        await ledger.submit(signedBy(who, log, [setLevel(organisation, level)]))
      const all = await ledger.history(key, { limit: 10 })
      expect(all.map(({ value }) => (value as { level: string }).level)).toEqual([
        'verified',
        'suspended',
        'verified',
        'trial',
      ])
      expect(all[0]).toEqual(await ledger.read(key))
      const page = await ledger.history(key, { limit: 2 })
      expect(page).toEqual(all.slice(0, 2))
      const before = page.at(-1)?.leafIndex ?? 0
      expect(await ledger.history(key, { before, limit: 2 })).toEqual(all.slice(2))
      expect(await ledger.history(key, { before: all.at(-1)?.leafIndex ?? 0, limit: 2 })).toEqual([])
      expect(await ledger.history(key, { limit: 0 })).toEqual([])
    })

    test('every leaf is included under the checkpoint, and every older size is its beginning', async () => {
      const committed = await Promise.all(Array.from({ length: 20 }, (_, i) => ledger.submit(place(`place ${i}`))))
      const { checkpoint, verifierKey, size } = await ledger.log()
      const { root } = verifyCheckpoint(checkpoint, verifierKey)
      for (const { leafIndex, ...placed } of committed) {
        const { leaf } = await readBack(ledger, { leafIndex, ...placed })
        const path = (await ledger.inclusion(leafIndex, size)).map((hash) => hexDecode(hash))
        verifyInclusion({ leafHash: leafHash(leafBytes(leaf)), index: leafIndex, size, path, root })
      }
      const more = await ledger.submit(place('one more'))
      const next = verifyCheckpoint((await ledger.log()).checkpoint, verifierKey)
      const path = (await ledger.consistency(size, more.leafIndex + 1)).map((hash) => hexDecode(hash))
      verifyConsistency({ first: size, second: next.size, firstRoot: root, secondRoot: next.root, path })
    })

    test('any leaf is included under any later size, and any size is the beginning of any later one', async () => {
      await Promise.all(Array.from({ length: 12 }, (_, i) => ledger.submit(place(`place ${i}`))))
      const { size, height } = await ledger.log()
      const leaves = (await ledger.blocks(1, height))
        .flatMap(({ transactions }) => transactions)
        .map(({ leaf }) => leafHash(leafBytes(leaf)))
      const rootAt = (n: number): Uint8Array => merkleRoot(leaves.slice(0, n))
      const decode = (path: string[]): Uint8Array[] => path.map((hash) => hexDecode(hash))
      for (let second = 1; second <= size; second++) {
        for (let first = 0; first < second; first++) {
          const included = decode(await ledger.inclusion(first, second))
          const about = { leafHash: leaves[first] ?? new Uint8Array(0), index: first, size: second }
          verifyInclusion({ ...about, path: included, root: rootAt(second) })
          const path = decode(await ledger.consistency(first + 1, second))
          const roots = { firstRoot: rootAt(first + 1), secondRoot: rootAt(second) }
          verifyConsistency({ first: first + 1, second, ...roots, path })
        }
      }
      expect(size).toBe(13)
    })

    test("a reader's device verifies a record from what the ledger gives", async () => {
      const placed = await ledger.submit(place('门店'))
      const { leaf, leafIndex, openings, transaction } = await readBack(ledger, placed)
      const { checkpoint, verifierKey, size } = await ledger.log()
      const verified = verifyRecord({
        ...{ leaf, operation: 0, fields: openings[0] ?? {}, leafIndex, publicKey: who.publicKey },
        path: await ledger.inclusion(leafIndex, size),
        checkpoint: verifyCheckpoint(checkpoint, verifierKey),
      })
      expect(verified).toMatchObject({ transaction, caller: who.user })
    })

    test('proofs for leaves and sizes that do not exist are refused', async () => {
      for (const proof of [
        ledger.inclusion(1, 1),
        ledger.inclusion(0, 2),
        ledger.inclusion(-1, 1),
        ledger.consistency(1, 2),
        ledger.consistency(2, 1),
      ])
        expect((await refusal(proof)).code).toBe('NOT_FOUND')
    })

    test('listeners hear of each block after it can be read, until they stop', async () => {
      const heard: { height: number; keys: readonly string[] }[] = []
      const stop = ledger.onBlock((height, keys) => heard.push({ height, keys }))
      const { block, writes } = await readBack(ledger, await ledger.submit(place('一')))
      const first = [{ height: block.height, keys: writes.map(({ key }) => key) }]
      expect(heard).toEqual(first)
      expect(await ledger.log()).toMatchObject({ height: block.height })
      stop()
      await ledger.submit(place('二'))
      expect(heard).toEqual(first)
    })

    test('closing answers what was taken and refuses what comes later', async () => {
      const taken = Array.from({ length: 30 }, (_, i) => ledger.submit(place(`place ${i}`)))
      const closed = opened.close()
      const leaves = await Promise.all(taken)
      await closed
      expect(new Set(leaves.map(({ leafIndex }) => leafIndex)).size).toBe(30)
      expect((await refusal(ledger.submit(place('late')))).code).toBe('LEDGER_STOPPED')
      opened = { ledger, close: () => Promise.resolve() }
    })
  })
}

const setLevel = (organisation: string, level: string): Act => ({
  name: 'verifyOrganisation',
  fields: { organisation, level, basis: '营业执照' },
})
const keyOf = ({ user, publicKey }: Person) => ({
  id: user,
  publicKey,
  certificate: hashOf('certificate'),
  custody: 'hosted',
})
const revoke = (person: Person): Act => ({ name: 'revokeUser', fields: { id: person.user, reason: '离职' } })

const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

const withEnvelope = (submission: Submission, members: object): unknown => ({
  ...submission,
  envelope: { ...submission.envelope, ...members },
})

const withOpening = (submission: Submission, field: string, value: Json): unknown => ({
  ...submission,
  openings: submission.openings.map((fields) => ({ ...fields, [field]: { salt: fields[field]?.salt, value } })),
})
