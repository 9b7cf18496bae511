// What a reader may do with a result: show it to others, and take its proof home.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { ShareButton } from '../../platform/share-button'
import type { ShareOutcome } from '../../platform/widgets'
import { Icon } from '../../ui/icon'
import { showToast } from '../../ui/toast'
import { SaveProof } from './save-proof'
import { recordOf } from './record-fields'
import type { Story } from './trace-story'
import type { Painted } from './use-trace'

type Props = { painted: Painted; story: Story }

export const TraceActs = ({ painted, story }: Props) => {
  const t = useTranslate()
  const { check, view } = painted
  const id = view.subjects.batches[view.batch]
  const record = id !== undefined && check?.records[id]?.state === 'ok' ? recordOf(view, id) : undefined
  const tell = (outcome: ShareOutcome): void => {
    if (outcome === 'copied') showToast(t('trace.share.copied'))
    if (outcome === 'refused') showToast(t('common.copyRefused'), 'caution')
  }
  return (
    <View className="ec-trace-share">
      <ShareButton
        className="ec-button ec-button--plain ec-button--wide"
        title={t('trace.share.title', { name: story.product.name ?? t('trace.product.unnamed') })}
        // The address that is printed on the goods: whoever opens it sees the present state and not this one.
        url={pageOrigin() + view.code.path}
        onDone={tell}
      >
        <Icon name="link" size="small" />
        <View className="ec-button__text">{t('trace.share')}</View>
      </ShareButton>
      {record === undefined ? null : <SaveProof painted={painted} record={record} kind="plain" />}
    </View>
  )
}
