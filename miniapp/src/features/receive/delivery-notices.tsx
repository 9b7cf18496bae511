// What whoever counts should know of the list he counts against: where it is from, how old, who counts with him, what is withheld.
import { manifestMs } from '@ectrace/shared/proof/manifest'
import type { Opened } from '../../api/deliveries'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { Notice } from '../../ui/notice'
import type { CountState } from './count'

type Props = { delivery: Opened; state: CountState }

const otherPhones = ({ operations, author }: CountState): number =>
  new Set(operations.flatMap(({ device }) => (device === author.device ? [] : [device]))).size

const Source = ({ delivery }: Pick<Props, 'delivery'>) => {
  const t = useTranslate()
  const { from, savedAt, isKept } = delivery
  if (from === 'server') return isKept ? null : <Notice tone="caution" title={t('offline.notKept')} />
  const time = formatTime(savedAt)
  return Date.now() - Date.parse(savedAt) > manifestMs ? (
    <Notice tone="caution" title={t('offline.oldManifest')}>
      {t('offline.oldManifestText', { time })}
    </Notice>
  ) : (
    <Notice tone="wait" title={t('offline.fromDevice')}>
      {t('offline.fromDeviceText', { time })}
    </Notice>
  )
}

export const DeliveryNotices = ({ delivery, state }: Props) => {
  const t = useTranslate()
  const others = otherPhones(state)
  return (
    <>
      <Source delivery={delivery} />
      {delivery.blind ? (
        <Notice tone="act" icon="info" title={t('offline.blind')}>
          {t('offline.blindText')}
        </Notice>
      ) : null}
      {others === 0 ? null : <Notice tone="act" icon="user" title={t('offline.others', { count: others })} />}
    </>
  )
}
