// From a code to telling its brand and the regulator about it, and to what they answered before.
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { keptReceipts } from '../../state/kept-receipts'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'

export const ReportLink = ({ code }: { code: string }) => {
  const t = useTranslate()
  return (
    <Section flush>
      <Row
        icon="alert"
        title={t('report.title')}
        note={t('report.hint')}
        onPress={() => {
          goTo('report', { c: code })
        }}
      />
      {keptReceipts().length === 0 ? null : (
        <Row
          icon="list"
          title={t('report.mine')}
          onPress={() => {
            goTo('report')
          }}
        />
      )}
    </Section>
  )
}
