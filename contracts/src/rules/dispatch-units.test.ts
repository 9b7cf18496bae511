// Units named on a dispatch: proven to be of the batch, in the supplier's hands, on one line only.
import { describe, expect, test } from '@jest/globals'
import { holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, refused } from '../../test/harness.ts'
import { agreedTrade, itemPaths, membershipOf, mintedAs, rootOf, world } from '../../test/world.ts'
import type { DispatchLine, World } from '../../test/world.ts'
import { dispatch, named, received } from '../../test/dispatching.ts'

describe('named units', () => {
  const setUp = async (quantity = '3') => {
    const w = await world()
    return { w, no: await agreedTrade(w, w.shopA, 'T', { quantity }), units: w.batch.paths.slice(2, 5) }
  }

  test('are proven to be of the batch and travel under the trade', async () => {
    const { w, no, units } = await setUp()
    await dispatch(w, no, [named(w, [...units].reverse())])
    for (const path of units)
      expect(w.chain.get(keys.unit(path))).toEqual({
        v: 1,
        path,
        batch: w.batch.id,
        holder: w.dairy.id,
        state: 'in_transit',
        trade: no,
        minted: mintedAs(w, path),
      })
    expect(w.chain.get(keys.dispatch(no))?.units).toEqual([
      { line: 1, batch: w.batch.id, root: rootOf([...units].reverse()), count: 3 },
    ])
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({ units: [...units].reverse(), receivedUnits: [] })
  })

  test.each<[string, (w: World, units: string[]) => Partial<DispatchLine>, string]>([
    ['without a proof', () => ({ membership: undefined }) as unknown as Partial<DispatchLine>, 'UNIT_NOT_IN_BATCH'],
    [
      'with a proof of others',
      (w, units) => ({ membership: membershipOf(w.batch.paths, [...units.slice(1), w.batch.paths[9] ?? '']) }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a proof of more',
      (w) => ({ membership: membershipOf(w.batch.paths, w.batch.paths.slice(1, 6)) }),
      'VALIDATION_FAILED',
    ],
    [
      'with a wrong position',
      (w, units) => ({
        membership: { ...membershipOf(w.batch.paths, units), units: units.map((path, i) => ({ path, index: i })) },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a position beyond the set',
      (w, units) => ({
        membership: {
          ...membershipOf(w.batch.paths, units),
          units: units.map((path, i) => ({ path, index: 900 + i })),
        },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a hash left over',
      (w, units) => ({
        membership: {
          ...membershipOf(w.batch.paths, units),
          proof: [...(membershipOf(w.batch.paths, units).proof as string[]), hash('x')],
        },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'of a set that was not minted',
      (w, units) => ({ membership: membershipOf(w.batch.paths, units, 1) }),
      'UNIT_NOT_IN_BATCH',
    ],
    ['fewer than the quantity', (_w, units) => ({ units: units.slice(1) }), 'QUANTITY_NOT_BALANCED'],
    [
      'one of another lot',
      (w, units) => ({ units: [...units.slice(1), ...itemPaths(w.milk, 'M2', 1)] }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'the batch’s own code',
      (w, units) => ({ units: [...units.slice(1), `/s/x/${w.milk}/10/M1`] }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'a code that is not canonical',
      (w, units) => ({ units: [...units.slice(1), `/s/x/${w.milk}/10/%4D1/21/${(units[0] ?? '').slice(-20)}`] }),
      'CODE_MALFORMED',
    ],
    ['what is no code', (_w, units) => ({ units: [...units.slice(1), '/s/zz'] }), 'CODE_MALFORMED'],
    ['one twice', (_w, [a = '', b = '']) => ({ units: [a, b, a] }), 'VALIDATION_FAILED'],
  ])('%s are refused', async (_title, change, code) => {
    const { w, no, units } = await setUp()
    const { membership, ...rest } = named(w, units)
    const changed = change(w, units)
    const line: DispatchLine = { ...rest, ...('membership' in changed ? {} : membership && { membership }), ...changed }
    if (line.membership === undefined) delete line.membership
    expect((await refused(w.chain, () => dispatch(w, no, [line]))).code).toBe(code)
  })

  test('a root that was made up is refused', async () => {
    const { w, no, units } = await setUp()
    const made = { units: [{ line: 1, batch: w.batch.id, root: rootOf(w.batch.paths), count: 3 }] }
    expect(await refused(w.chain, () => dispatch(w, no, [named(w, units)], made))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('units.0.root'),
    })
  })

  test('a unit on two lines is refused', async () => {
    const { w, no, units } = await setUp('6')
    const lines = [named(w, units), named(w, units, { line: 2 })]
    expect(await refused(w.chain, () => dispatch(w, no, lines))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('lines.1.units.0'),
      rule: 'once',
    })
  })

  test('a unit that travels or was received by another is not held any more', async () => {
    const { w, no, units } = await setUp()
    await dispatch(w, no, [named(w, units)])
    const next = await agreedTrade(w, w.shopB, 'T2', { quantity: '3' })
    const { membership: _membership, ...line } = named(w, units, {
      holdings: [{ id: holdingId(no, 1), quantity: '3' }],
    })
    const gone = { code: 'UNIT_NOT_HELD', field: arg('lines.0.units.0') }
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject(gone)
    await received(w, no, '3', units)
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject(gone)
  })
})
