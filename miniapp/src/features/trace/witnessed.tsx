// Which witnesses outside the platform cosigned this log, as the platform tells it; asked for when the technical proof is opened.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { chinaTime } from '../../i18n/china-time'
import { useTranslate } from '../../i18n/translate'
import { Fact } from '../../ui/fact'

const shown = 4

export const Witnessed = () => {
  const t = useTranslate()
  const { data } = useFetch('log', () => call(endpoints.log, {}))
  if (data === undefined || data.cosigned.length === 0) return null
  return (
    <Fact name={t('trace.proof.witnessed')} source={t('trace.proof.witnessed.source')}>
      {data.cosigned
        .slice(0, shown)
        .map(({ witness, size, time }) => t('trace.proof.witnessed.by', { witness, size, time: chinaTime(time) }))
        .join(t('trace.separator'))}
    </Fact>
  )
}
