// How the port shows a stored transaction, as the text in which it crosses from thread to thread: several times faster than the objects in it.
import type { Committed } from '@ectrace/shared/ledger/ledger'

export type About = { transaction: string; leafIndex: number; height: number; time: string }

/** JSON of a Committed, made of the canonical text of its record. */
export const committedText = (recordText: string, { transaction, leafIndex, height, time }: About): string =>
  `{"transaction":"${transaction}","leafIndex":${leafIndex},"block":{"height":${height},"time":"${time}"},${recordText.slice(1)}`

/** `text` is a committedText. */
export const committedOfText = (text: string): Committed => JSON.parse(text) as Committed
