// The port between a rule and whichever ledger runs it: a rule sees nothing else.
import type { OrganisationLevel, OrganisationType, UserRole } from '@ectrace/shared/domain/organisation'
import type { EventName, EventPayloads } from '@ectrace/shared/ledger/events'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { Custody } from '@ectrace/shared/proof/envelope'

/** Who signed the envelope, as the chain's registry knows them. */
export type Caller = {
  user: string
  organisation: string
  type: OrganisationType
  level: OrganisationLevel
  roles: readonly UserRole[]
  custody: Custody
}

export type LedgerState = {
  /** A value as of this transaction: `get` after `put` gives the new one. */
  readonly get: <T>(key: StateKey<T>) => Promise<T | undefined>
  readonly put: <T>(key: StateKey<T>, value: NoInfer<T>) => void
  /** The envelope's time: ISO 8601, UTC. The only clock. */
  readonly now: string
  readonly caller: Caller
  readonly emit: <N extends EventName>(name: N, payload: EventPayloads[N]) => void
}
