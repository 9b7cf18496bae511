import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { formatCheckpointBody } from '@ectrace/shared/proof/checkpoint'
import { signEndorsement } from '@ectrace/shared/proof/epoch'
import { signNote } from '@ectrace/shared/proof/signed-note'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { arg, memoryChain, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { organisation } from '../../test/world.ts'

/** The key of epoch `n`: its PKCS #8 form is a fixed head and 32 bytes of seed (RFC 8410). */
const epoch = (n: number, log = 'ectrace/7k2m') => {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, n)])
  const secret = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const raw = new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32))
  const key = makeVerifierKey(`${log}/${n}`, raw)
  return {
    n,
    key,
    text: formatVerifierKey(key),
    sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, secret)),
  }
}
type Epoch = ReturnType<typeof epoch>
const [one, two, three] = [epoch(1), epoch(2), epoch(3)]
const time = '2026-03-02T08:00:00.000Z'
const root = 'cd'.repeat(32)

const opening = (from: Epoch, to: Epoch, size: number, signer = from): Fields => {
  const said = { from: from.text, to: to.text, size, root, height: 3, hash: 'ab'.repeat(32), lostTo: size + 4, time }
  const body = formatCheckpointBody({ origin: from.key.name, size, root: hexDecode(root), time })
  return {
    epoch: to.n,
    verifierKey: to.text,
    lostFrom: size,
    lostTo: size + 4,
    previous: signNote(body, from.key, from.sign),
    endorsement: signEndorsement(said, signer.sign),
    reason: 'disk_failure',
  }
}

const begin = async () => {
  const chain = memoryChain()
  const operator = await organisation(chain, 'operator', 'operator')
  return { chain, operator, supplier: await organisation(chain, 'farm', 'supplier') }
}

describe('openEpoch', () => {
  test('keeps what was lost and the word of the old key, and a later epoch follows the key that this one named', async () => {
    const { chain, operator } = await begin()
    const fields = opening(one, two, 8)
    const { events } = await chain.act(operator.admin, 'openEpoch', fields)
    expect(chain.get(keys.epoch(2))).toEqual({ v: 1, ...fields })
    expect(events).toEqual([{ name: 'epochOpened', payload: { v: 1, epoch: 2, lostFrom: 8 } }])
    await chain.act(operator.admin, 'openEpoch', opening(two, three, 20))
    expect(chain.get(keys.epoch(3))?.lostFrom).toBe(20)
  })

  test('is for the administrator of the operator alone', async () => {
    const { chain, operator, supplier } = await begin()
    for (const who of [supplier.admin, operator.warehouse])
      expect(await refused(chain, () => chain.act(who, 'openEpoch', opening(one, two, 8)))).toMatchObject({
        code: 'FORBIDDEN',
      })
  })

  test.each<[string, Fields, string, string]>([
    ['another epoch than the key has', { epoch: 3 }, 'VALIDATION_FAILED', 'epoch'],
    ['another key than was endorsed', { verifierKey: three.text }, 'VALIDATION_FAILED', 'verifierKey'],
    ['a smaller loss than was signed', { lostFrom: 9 }, 'VALIDATION_FAILED', 'lostFrom'],
    ['another end of the loss', { lostTo: 9 }, 'VALIDATION_FAILED', 'lostTo'],
    [
      'a checkpoint of another size',
      { previous: opening(one, two, 7).previous ?? '' },
      'VALIDATION_FAILED',
      'previous',
    ],
    [
      'a checkpoint by another key',
      { previous: opening(two, three, 8).previous ?? '' },
      'CHECKPOINT_WRONG_LOG',
      'previous',
    ],
    [
      'an endorsement that another key signed',
      { endorsement: opening(one, two, 8, three).endorsement ?? '' },
      'CHECKPOINT_SIGNATURE',
      'endorsement',
    ],
    ['a reason that is not in the list', { reason: 'because' }, 'VALIDATION_FAILED', 'reason'],
  ])('%s is refused', async (_title, change, code, field) => {
    const { chain, operator } = await begin()
    const fields = { ...opening(one, two, 8), ...change }
    expect(await refused(chain, () => chain.act(operator.admin, 'openEpoch', fields))).toMatchObject({
      ...{ code, field: arg(field) },
    })
  })

  test('neither the same epoch twice nor a key that the log does not know', async () => {
    const { chain, operator } = await begin()
    const fields = opening(one, two, 8)
    await chain.act(operator.admin, 'openEpoch', fields)
    const open = (again: Fields) => refused(chain, () => chain.act(operator.admin, 'openEpoch', again))
    expect(await open(fields)).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('epoch') })
    const stranger = { ...epoch(9), n: 2, key: makeVerifierKey('ectrace/7k2m/2', epoch(9).key.publicKey) }
    const forged = opening({ ...stranger, text: formatVerifierKey(stranger.key) }, three, 20)
    expect(await open(forged)).toMatchObject({ code: 'VALIDATION_FAILED', field: arg('endorsement') })
  })
})

describe('closeLog', () => {
  test('is said once, by an administrator of the operator', async () => {
    const { chain, operator, supplier } = await begin()
    const fields = { successor: 'fabric' }
    const forbidden = { code: 'FORBIDDEN', field: arg('successor') }
    expect(await refused(chain, () => chain.act(supplier.admin, 'closeLog', fields))).toMatchObject(forbidden)
    const { events } = await chain.act(operator.admin, 'closeLog', fields)
    expect(chain.get(keys.closed())).toEqual({ v: 1, successor: 'fabric' })
    expect(events).toEqual([{ name: 'logClosed', payload: { v: 1, successor: 'fabric' } }])
    expect(await refused(chain, () => chain.act(operator.admin, 'closeLog', fields))).toMatchObject({
      code: 'ALREADY_EXISTS',
    })
  })
})
