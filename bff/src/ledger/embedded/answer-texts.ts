// What is large on the port as JSON text: values stand on the disk in that form, and one string crosses to another thread several times faster than objects.
import { AppError } from '@ectrace/shared/errors'
import type { Block, Committed, Ledger, Placed, StateEntry, Submission } from '@ectrace/shared/ledger/ledger'

/** JSON of a Committed, made of the canonical text of its record. */
export const committedText = (
  recordText: string,
  { transaction, leafIndex, block: { height, time } }: Placed,
): string =>
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

type Answers = Pick<Ledger, 'transaction' | 'read' | 'history' | 'blocks'>

/** Those answers of the port as text, undefined where the port says so; and what is submitted as its JSON. */
export type Texts = {
  [M in keyof Answers]: (
    ...params: Parameters<Answers[M]>
  ) => Promise<string | Extract<Awaited<ReturnType<Answers[M]>>, undefined>>
} & { submit: (submission: string) => Promise<Placed> }

const committedOfText = (text: string): Committed => JSON.parse(text) as Committed
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

/** The port's methods out of their texts. */
export const answersOf = (texts: Texts): Answers & Pick<Ledger, 'submit'> => ({
  submit: async (submission) => texts.submit(textOf(submission)),
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
