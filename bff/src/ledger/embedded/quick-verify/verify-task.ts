// What one thread of a verification does: takes a segment, and tells what it found.
import { checkpointReader, readDescriptor } from '../log-key.ts'
import { stateFile } from '../open-state.ts'
import { damaged } from '../damaged.ts'
import { checkSegment } from './check-segment.ts'
import type { SegmentFacts } from './check-segment.ts'
import { openFileRoom } from './file-room.ts'
import { openScan } from './scan-records.ts'
import { openStateRows } from './state-rows.ts'

export type VerifyTask = { segment: number; newest: boolean }

/** `state`: the checkpoint and the leaves of the snapshot to compare with. `keys` is absent when signatures are left out. */
export type VerifyWork = {
  dir: string
  keys?: ReadonlyMap<string, string>
  state: { checkpoint: string; size: number }
}

export type TaskRunner = { run: (task: VerifyTask) => SegmentFacts; close: () => void }

/** `run` throws for whatever is not as it should be. `progress` hears after every few transactions. */
export const openTaskRunner = (work: VerifyWork, progress: (transactions: number) => void): TaskRunner => {
  const { dir, keys, state } = work
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw damaged('log.json is missing')
  const reader = checkpointReader(descriptor.verifierKey, descriptor.earlier)
  const rows = openStateRows(stateFile(dir))
  const read = openFileRoom(() => progress(0))
  const scan = openScan({ openings: keys !== undefined })
  return {
    run: (task) =>
      checkSegment({ ...{ dir, reader, descriptor, keys, scan, read, progress }, ...task, state: { ...state, rows } }),
    close: () => rows.close(),
  }
}
