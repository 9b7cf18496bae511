// Which submissions make up a block when many are on their way.
import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { foundOperator, makeFolders, makePerson, makePlace, refusal, signedBy } from '../../../test/ledger-fixture.ts'
import { openHere } from '../../../test/small-log.ts'
import { admissionHere } from './admission.ts'
import type { Admission } from './admission.ts'

/** Reads each submission when it is told to: `next` lets in the one that has waited longest, or refuses it. */
const openGate = () => {
  const waiting: ((refused: boolean) => void)[] = []
  let isOpen = true
  const admission: Admission = {
    ...admissionHere,
    read: async (text) => {
      const refused = isOpen ? false : await new Promise<boolean>((resolve) => waiting.push(resolve))
      if (refused) throw new AppError('VALIDATION_FAILED')
      return admissionHere.read(text)
    },
  }
  return {
    admission,
    shut: (): void => {
      isOpen = false
    },
    next: (refused = false): void => waiting.shift()?.(refused),
  }
}

const openShut = async () => {
  const [folders, who, gate] = [makeFolders(), makePerson(), openGate()]
  const ledger = await openHere(folders, { admission: gate.admission })
  const { origin } = await ledger.log()
  await ledger.submit(signedBy(who, origin, [foundOperator(who)]))
  gate.shut()
  const submit = (name: string): Promise<number> =>
    ledger.submit(signedBy(who, origin, [makePlace(name)])).then(({ block }) => block.height)
  const close = async (): Promise<void> => {
    await ledger.close()
    folders.remove()
  }
  return { submit, close, next: gate.next }
}

test('a block waits for those that are being read while they are more than it has, and for no others', async () => {
  const { submit, close, next } = await openShut()
  const [first, second, third, fourth, fifth] = ['一', '二', '三', '四', '五'].map(submit)
  for (let i = 0; i < 3; i++) next()
  expect(await Promise.all([first, second, third])).toEqual([2, 2, 2])
  next()
  expect(await fourth).toBe(3)
  next()
  expect(await fifth).toBe(4)
  await close()
})

test('a block that waited for some goes on when they are refused', async () => {
  const { submit, close, next } = await openShut()
  const [first, ...others] = ['一', '二', '三', '四'].map(submit)
  const refused = others.map((other) => refusal(other))
  next()
  // By then the block has it, and waits.
  for (let turns = 0; turns < 10; turns++) await setImmediate()
  for (let i = 0; i < 3; i++) next(true)
  expect((await Promise.all(refused)).map(({ code }) => code)).toEqual(Array(3).fill('VALIDATION_FAILED'))
  expect(await first).toBe(2)
  await close()
})
