// What a rule is: parsed arguments against the state; it returns nothing, or throws a coded error and nothing is written.
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import type { LedgerState } from './ledger-state.ts'

export type Rule<N extends TransactionName> = (state: LedgerState, args: Args<N>) => Promise<void>
