// What this device found of the codes it checked last, so that a reader without a network is told something, and how old it is.
import { verdicts, type VerdictKind } from '@ectrace/shared/domain/verdict'
import { readStored, store } from '../platform/storage'
import { listOf, objectOf, textOf } from './read-draft'

export type LastCheck = {
  code: string
  verdict: VerdictKind
  product: string
  lot: string
  /** By this device's clock. */
  at: string
}

const key = 'checks'
const most = 30

const verdictOf = (stored: unknown): VerdictKind | undefined => verdicts.find((kind) => kind === stored)

const read = listOf(
  objectOf<LastCheck>({ code: textOf, verdict: verdictOf, product: textOf, lot: textOf, at: textOf }),
  most,
)

const kept = (): LastCheck[] => read(readStored(key)) ?? []

export const lastCheckOf = (code: string): LastCheck | undefined => kept().find((check) => check.code === code)

/** A device that keeps nothing has nothing to tell later; that is no fault. */
export const keepLastCheck = (check: LastCheck): void => {
  store(key, [check, ...kept().filter(({ code }) => code !== check.code)].slice(0, most))
}
