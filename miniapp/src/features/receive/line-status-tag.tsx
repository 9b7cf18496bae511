// How far a line is, in one word.
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'
import type { LinePreview } from './preview'

/** That something is still missing is normal while counting: amber, never red. */
export const LineStatusTag = ({ line }: { line: LinePreview }) => {
  const t = useTranslate()
  if (line.status === 'wrong') return <StatusTag tone="bad" text={t('receive.status.wrong')} />
  if (line.status === 'full') return <StatusTag tone="good" text={t('receive.status.full')} />
  if (line.expected.due === undefined) {
    const isCounted = line.status === 'counting'
    return <StatusTag tone="wait" text={t(isCounted ? 'receive.status.counted' : 'receive.status.open')} />
  }
  const missing = t('receive.status.missing', { count: formatQuantity(line.missing) })
  return <StatusTag tone={line.status === 'empty' ? 'wait' : 'caution'} text={missing} />
}
