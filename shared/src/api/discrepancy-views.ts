// What the API answers about discrepancy notes: the buyer's word, the supplier's, and how the time to answer stands.
import type { State } from '../ledger/state.ts'
import type { Count, Difference, MatchResult } from '../matching/match.ts'

type Note = State['discrepancy']
type Party = { id: string; name: string }
/** A signed act: its proof is at GET /transactions/{transaction}/proof. `by`: the user; `at`: when the sequencer took it in. */
export type SignedAct = { transaction: string; by: string; at: string }

/** `answerBy`: until when the supplier is asked to answer. `differences`: those of the count when the note was raised. */
export type NoteRaised = { n: number; answerBy: string; differences: Difference[] }
/** `receipt`: the number of the one that follows; `differences`: what still differs from the count. */
export type NoteAnswered = { differences: Difference[]; receipt?: number }

export type DiscrepancySummary = {
  trade: string
  n: number
  /** Which of the two the caller is. */
  side: 'buyer' | 'supplier'
  buyer: Party
  supplier: Party
  state: Note['state']
  reason: string
  party: string
  /** UTC instant. */
  answerBy: string
  /** It waits for an answer and the time for it is over: the buyer may escalate. */
  overdue: boolean
  /** Milliseconds until `answerBy`, 0 when they are over; absent when nothing is waited for. */
  graceLeft?: number
  raised: SignedAct
  answered?: SignedAct & { answer: State['answer']['answer'] }
  /** Number of the receipt that followed. */
  receipt?: number
}

export type DiscrepancyView = DiscrepancySummary & {
  /** Where the goods are received when the answer agrees. */
  place: string
  count: Count
  differences: Difference[]
  missing?: NonNullable<Note['missing']>
  rejected?: NonNullable<Note['rejected']>
  /** The kept attempt whose count this is. */
  attempt?: number
  /** What the buyer wrote; absent where the text was erased. */
  note?: string
  escalated?: SignedAct & { reason: string }
  answer?: {
    amendments: State['answer']['amendments']
    reason: string
    party: string
    note?: string
    /** What still differed after the amendments. */
    differences: Difference[]
  }
}

/** What an answer would lead to. */
export type AnswerPreview = {
  amendments: State['answer']['amendments']
  /** What would be due on each line. */
  due: { line: number; product: string; lot: string; unit: string; due: string }[]
  /** The count held against that. */
  result: MatchResult
  /** The receipt would be written with the answer. */
  receipt: boolean
}
