// Which of the named units a dispatch would refuse because their code, or one of an item packed in them, is printed, frozen or void.
import { runOf } from '@ectrace/shared/codes/code-runs'
import { setRunsOf } from '@ectrace/shared/codes/set-runs'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { readState, readingOf } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
