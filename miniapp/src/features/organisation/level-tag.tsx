// Whether the platform has checked who an organisation is.
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import { useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'

const tones: Record<OrganisationLevel, Tone> = { verified: 'good', trial: 'caution', suspended: 'bad' }

export const LevelTag = ({ level }: { level: OrganisationLevel }) => {
  const t = useTranslate()
  return <StatusTag tone={tones[level]} text={t(`organisation.${level}`)} />
}
