// What the door and the printing thread say to each other.
import type { NoteFacts } from '../delivery-note/note-facts.ts'
import type { Language } from '../delivery-note/note-words.ts'
import type { LabelJob } from '../labels/label-job.ts'

export type PrintJob = { kind: 'note'; facts: NoteFacts; language: Language } | ({ kind: 'labels' } & LabelJob)

/** `read`: bytes that their reader has taken. `codes`: those that were needed. `stop`: nobody reads this any more. */
export type PrintRequest = { id: number } & (
  { job: PrintJob } | { read: number } | { codes: string[] } | { stop: true }
)

/** `need`: the next codes, `from` that place among the job's. */
export type PrintReply = { id: number } & (
  { chunk: Uint8Array } | { need: { from: number; count: number } } | { end: true } | { failed: string }
)

/** Bytes on their way from thread to reader: the thread draws no more of a job until some are read. */
export const mostUnread = 1_048_576
