// Discrepancy notes as the two parties see them: both signed words, and how the time to answer stands.
import type { DiscrepancySummary, DiscrepancyView, SignedAct } from '@ectrace/shared/api/discrepancy-views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { mustRead, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { recordsAbout } from '../trace/find-records.ts'
import type { Found } from '../trace/find-records.ts'

type Note = State['discrepancy']
type NoteAct = 'raiseDiscrepancy' | 'answerDiscrepancy' | 'escalateDiscrepancy'

const partyOf = async (deps: Deps, id: string): Promise<{ id: string; name: string }> => {
  const { name } = await mustRead(deps, keys.organisation(id), 'organisation')
  return { id, name }
}

const signed = ({ transaction, caller, recorded_at }: Found): SignedAct => ({
  transaction,
  by: caller,
  at: recorded_at,
})

/** The signed acts on a note; each is there once at most. */
const actsOn = async (deps: Deps, { trade, n }: Note): Promise<Map<string, SignedAct>> => {
  const names: readonly NoteAct[] = ['raiseDiscrepancy', 'answerDiscrepancy', 'escalateDiscrepancy']
  const records = await recordsAbout(deps, keys.discrepancy(trade, n), names)
  return new Map(records.map((record) => [record.name, signed(record)]))
}

/** How the time to answer stands by the server's clock. */
const graceOf = (deps: Deps, { state, answerBy }: Note): Pick<DiscrepancySummary, 'overdue' | 'graceLeft'> => {
  if (state !== 'open' && state !== 'escalated') return { overdue: false }
  const left = Date.parse(answerBy) - deps.clock()
  return { overdue: left < 0, graceLeft: Math.max(0, left) }
}

const summaryOf = async (
  deps: Deps,
  note: Note,
  organisation: string,
  { acts, answer }: { acts: Map<string, SignedAct>; answer: State['answer'] | undefined },
): Promise<DiscrepancySummary> => {
  const trade = await mustRead(deps, keys.trade(note.trade), 'trade')
  const [buyer, supplier] = await Promise.all([partyOf(deps, trade.buyer), partyOf(deps, trade.supplier)])
  const raised = acts.get('raiseDiscrepancy')
  const answered = acts.get('answerDiscrepancy')
  if (raised === undefined) throw new AppError('READ_MODEL_BEHIND')
  return {
    trade: note.trade,
    n: note.n,
    side: trade.buyer === organisation ? 'buyer' : 'supplier',
    buyer,
    supplier,
    state: note.state,
    reason: note.reason,
    party: note.party,
    answerBy: note.answerBy,
    ...graceOf(deps, note),
    raised,
    ...(answered === undefined || answer === undefined ? {} : { answered: { ...answered, answer: answer.answer } }),
    ...(note.receipt === undefined ? {} : { receipt: note.receipt }),
  }
}

/** What stands on chain as a digest only; undefined when the vault no longer has it. */
const textOf = async ({ vault }: Deps, act: SignedAct | undefined): Promise<{ note?: string }> => {
  if (act === undefined) return {}
  const hidden = await vault
    .selectFrom('hidden_value')
    .select('value')
    .where('transaction', '=', act.transaction)
    .where('field', '=', 'note')
    .executeTakeFirst()
  const text: unknown = hidden === undefined ? undefined : JSON.parse(hidden.value)
  return typeof text === 'string' ? { note: text } : {}
}

const answerOf = async (
  deps: Deps,
  answer: State['answer'] | undefined,
  act: SignedAct | undefined,
): Promise<Pick<DiscrepancyView, 'answer'>> => {
  if (answer === undefined) return {}
  const { amendments, reason, party, differences = [] } = answer
  return { answer: { amendments, reason, party, differences, ...(await textOf(deps, act)) } }
}

const escalationOf = async (
  deps: Deps,
  { trade, n }: Note,
  act: SignedAct | undefined,
): Promise<Pick<DiscrepancyView, 'escalated'>> => {
  const escalation = act === undefined ? undefined : await readState(deps, keys.escalation(trade, n))
  return act === undefined || escalation === undefined ? {} : { escalated: { ...act, reason: escalation.reason } }
}

const readParts = async (
  deps: Deps,
  note: Note,
): Promise<{ acts: Map<string, SignedAct>; answer: State['answer'] | undefined }> => {
  const [acts, answer] = await Promise.all([actsOn(deps, note), readState(deps, keys.answer(note.trade, note.n))])
  return { acts, answer }
}

export const discrepancySummary = async (
  deps: Deps,
  row: StateRow<'discrepancy'>,
  organisation: string,
): Promise<DiscrepancySummary> => {
  const note = valueOfRow('discrepancy', row)
  return summaryOf(deps, note, organisation, await readParts(deps, note))
}

export const discrepancyView = async (
  deps: Deps,
  row: StateRow<'discrepancy'>,
  organisation: string,
): Promise<DiscrepancyView> => {
  const note = valueOfRow('discrepancy', row)
  const { acts, answer } = await readParts(deps, note)
  const { place, count, differences, missing, rejected, attempt } = note
  return {
    ...(await summaryOf(deps, note, organisation, { acts, answer })),
    place,
    count,
    differences,
    ...(missing === undefined ? {} : { missing }),
    ...(rejected === undefined ? {} : { rejected }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(await textOf(deps, acts.get('raiseDiscrepancy'))),
    ...(await escalationOf(deps, note, acts.get('escalateDiscrepancy'))),
    ...(await answerOf(deps, answer, acts.get('answerDiscrepancy'))),
  }
}
