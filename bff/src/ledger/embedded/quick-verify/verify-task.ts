// What one thread of a verification does: takes a segment or a range of state rows, and tells what it found.
import { checkpointReader, readDescriptor } from '../log-key.ts'
import { stateFile } from '../open-state.ts'
import { damaged } from '../damaged.ts'
import { checkSegment } from './check-segment.ts'
import type { SegmentFacts } from './check-segment.ts'
import type { RowSum } from './row-sum.ts'
import { openStateRows } from './state-rows.ts'
import type { EntryRange } from './state-rows.ts'

export type VerifyTask = { kind: 'segment'; segment: number; newest: boolean } | { kind: 'rows'; range: EntryRange }
export type TaskFacts =
  { kind: 'segment'; facts: SegmentFacts } | { kind: 'rows'; facts: { sum: RowSum; beyond: number } }

/** `state`: the checkpoint and the leaves of the snapshot to compare with. `keys` is absent when signatures are left out. */
export type VerifyWork = {
  dir: string
  keys?: ReadonlyMap<string, string>
  state: { checkpoint: string; size: number; secret: string }
}

export type TaskRunner = { run: (task: VerifyTask) => TaskFacts; close: () => void }

/** `run` throws for whatever is not as it should be. `progress` hears of each block, and with 0 while rows are read. */
export const openTaskRunner = (work: VerifyWork, progress: (transactions: number) => void): TaskRunner => {
  const { dir, keys, state } = work
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw damaged('log.json is missing')
  const reader = checkpointReader(descriptor.verifierKey, descriptor.earlier)
  const rows = openStateRows(stateFile(dir))
  return {
    run: (task) => {
      if (task.kind === 'segment')
        return {
          kind: 'segment',
          facts: checkSegment({ dir, ...task, reader, descriptor, keys, state: { ...state, rows }, progress }),
        }
      return { kind: 'rows', facts: rows.entries(state.secret, task.range, state.size, () => progress(0)) }
    },
    close: () => rows.close(),
  }
}
