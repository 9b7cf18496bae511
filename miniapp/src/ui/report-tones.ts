// The colour of a report's state, the same for who sent it and for who answers.
import type { ReportStatus } from '@ectrace/shared/api/scan-views'
import type { Tone } from './tone'

export const reportTones: Record<ReportStatus['state'], Tone> = { open: 'wait', answered: 'good', closed: 'act' }
