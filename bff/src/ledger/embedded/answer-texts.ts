// What is large on the port as JSON text: values stand on the disk in that form, and one string crosses to another thread several times faster than objects.
import { AppError } from '@ectrace/shared/errors'
import type { Block, Committed, Ledger, StateEntry, Submission } from '@ectrace/shared/ledger/ledger'

type About = { transaction: string; leafIndex: number; height: number; time: string }

/** JSON of a Committed, made of the canonical text of its record. */
export const committedText = (recordText: string, { transaction, leafIndex, height, time }: About): string =>
  `{"transaction":"${transaction}","leafIndex":${leafIndex},"block":{"height":${height},"time":"${time}"},${recordText.slice(1)}`

/** JSON of a Block, made of the committedText of its transactions. */
export const blockText = (
  { height, hash, time }: Pick<Block, 'height' | 'hash' | 'time'>,
  transactions: readonly string[],
): string => `{"height":${height},"hash":"${hash}","time":"${time}","transactions":[${transactions.join(',')}]}`

/** JSON of a StateEntry, made of the canonical text of its value. */
export const entryText = (
  { key, digest, height, index, transaction, leafIndex }: Omit<StateEntry, 'value'>,
  valueText: string,
): string =>
  `{"key":${JSON.stringify(key)},"value":${valueText},"digest":"${digest}","height":${height},"index":${index},"transaction":"${transaction}","leafIndex":${leafIndex}}`

type Answers = Pick<Ledger, 'submit' | 'transaction' | 'read' | 'history' | 'blocks'>

type Asked = { [M in keyof Answers]: M extends 'submit' ? [submission: string] : Parameters<Answers[M]> }

/** Those answers of the port as text, and so is what is submitted; undefined where the port says so. */
export type Texts = {
  [M in keyof Answers]: (...params: Asked[M]) => Promise<string | Extract<Awaited<ReturnType<Answers[M]>>, undefined>>
}

export const committedOfText = (text: string): Committed => JSON.parse(text) as Committed
export const blocksOfText = (text: string): Block[] => JSON.parse(text) as Block[]
const entryOfText = (text: string): StateEntry => JSON.parse(text) as StateEntry

/** The JSON of a submission. Throws INTERNAL for what no JSON can carry. */
const textOf = (submission: Submission): string => {
  try {
    return JSON.stringify(submission)
  } catch (cause) {
    throw new AppError('INTERNAL', { cause, details: { outcome: 'not written' } })
  }
}

/** The port's answers out of their texts. */
export const answersOf = (texts: Texts): Answers => ({
  submit: async (submission) => committedOfText(await texts.submit(textOf(submission))),
  transaction: async (id) => {
    const text = await texts.transaction(id)
    return text === undefined ? undefined : committedOfText(text)
  },
  read: async (key) => {
    const text = await texts.read(key)
    return text === undefined ? undefined : entryOfText(text)
  },
  history: async (key, page) => JSON.parse(await texts.history(key, page)) as StateEntry[],
  blocks: async (from, limit) => blocksOfText(await texts.blocks(from, limit)),
})
