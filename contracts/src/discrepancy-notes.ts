// Discrepancy notes of a trade: which one waits for an answer, and what ends it without one.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Note = State['discrepancy']

/** An escalated note still waits for its answer. */
export const isOpen = ({ state }: Pick<Note, 'state'>): boolean => state === 'open' || state === 'escalated'

/** Writes the note with its new state and says so. */
export const moveNote = (
  state: LedgerState,
  note: Note,
  next: Note['state'],
  changes: Partial<Pick<Note, 'receipt'>> = {},
): void => {
  const { trade, n } = note
  state.put(keys.discrepancy(trade, n), { ...note, ...changes, state: next })
  state.emit('discrepancyChanged', { v: 1, trade, n, state: next })
}

/** The note, which must wait for an answer. Throws NOT_FOUND or STATE_CONFLICT at `n`. */
export const openNote = async (state: LedgerState, no: string, n: number): Promise<Note> => {
  const note = await mustExist(state, keys.discrepancy(no, n), 'n')
  demand(isOpen(note), 'STATE_CONFLICT', 'n', 'discrepancy.open', note.state)
  return note
}

/** A trade has one open note at most, and only its last one can be it. */
export const openNoteOf = async (
  state: LedgerState,
  { no, discrepancies = 0 }: State['trade'],
): Promise<Note | undefined> => {
  const last = discrepancies === 0 ? undefined : await state.get(keys.discrepancy(no, discrepancies - 1))
  return last !== undefined && isOpen(last) ? last : undefined
}

/** What is due moves, or the trade ends, by another act than the answer: the note's count no longer speaks of it. */
export const withdrawOpenNote = async (state: LedgerState, trade: State['trade']): Promise<void> => {
  const open = await openNoteOf(state, trade)
  if (open !== undefined) moveNote(state, open, 'withdrawn')
}
