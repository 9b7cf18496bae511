// When a trace is signed by another key than this device knows: was the log restored, and did the known key name the new one?
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { list, membersOf, text } from '@ectrace/shared/proof/shape'
import { mostEndorsements } from '@ectrace/shared/proof/epoch'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { ofChannel } from '../../api/of-channel'
import type { LogPin, LogTrust } from '../../state/log-pin'

const isBy = ({ checkpoint }: Pick<TraceView, 'checkpoint'>, { verifierKey }: LogTrust): boolean =>
  parseCheckpoint(checkpoint).origin === parseVerifierKey(verifierKey).name

const asked = async (channel: string, log: LogPin): Promise<LogTrust> => {
  const members = membersOf(await call(ofChannel(channel, endpoints.log), {}), 'log', 100)
  const word = (value: unknown, path: string): string => text(value, path, /^[^]{1,4096}$/, 'text')
  const notes = list(members.get('endorsements'), 'endorsements', 0, mostEndorsements)
  return log.moved(
    word(members.get('verifierKey'), 'verifierKey'),
    notes.map((note) => word(note, 'endorsements')),
  )
}

/** What to go by: the known trust, or the one that it leads to. A log that is another one is for the check to refuse. */
export const followLog = async (
  view: Pick<TraceView, 'checkpoint' | 'channel'>,
  log: LogPin,
  trust: LogTrust | undefined,
): Promise<LogTrust | undefined> => {
  try {
    return trust === undefined || isBy(view, trust) ? trust : await asked(view.channel, log)
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof AppError) return trust
    throw error
  }
}
