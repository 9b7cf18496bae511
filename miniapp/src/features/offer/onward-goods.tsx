// What the scanned goods make: lines of the offer, what stands on the truck, and the papers that go with it.
import { View } from '@tarojs/components'
import type { OnwardDraft } from '@ectrace/shared/api/trade-views'
import type { BatchView } from '@ectrace/shared/api/views'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Notice } from '../../ui/notice'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { credentialWord } from './credential-words'

type Props = { made: OnwardDraft; batches: readonly BatchView[] }

const Papers = ({ made }: { made: OnwardDraft }) => {
  const t = useTranslate()
  const { credentials, missingCredentials, offer } = made
  return (
    <Section title={t('onward.papers')} flush>
      {credentials.map((credential) => (
        <Row
          key={`${credential.type}:${credential.no}:${credential.subject}`}
          icon="certificate"
          title={credentialWord(t, credential.type)}
          note={[
            credential.no,
            credential.validTo === undefined ? '' : t('onward.validTo', { day: credential.validTo }),
          ]
            .filter(Boolean)
            .join(' · ')}
          value={<StatusTag tone="good" text={t('onward.valid')} />}
        />
      ))}
      {offer.documents.map(({ digest, title }) => (
        <Row key={digest} icon="list" title={title} note={t('onward.document')} />
      ))}
      {credentials.length === 0 && offer.documents.length === 0 ? <Row title={t('onward.noPapers')} /> : null}
      {missingCredentials.length === 0 ? null : (
        <View className="ec-offer-missing">
          <Notice
            tone="caution"
            title={t('onward.missing', {
              types: missingCredentials.map((type) => credentialWord(t, type)).join(' · '),
            })}
          >
            {t('onward.missingText')}
          </Notice>
        </View>
      )}
    </Section>
  )
}

export const OnwardGoods = ({ made, batches }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const known = new Map(batches.map((batch) => [batch.id, batch]))
  return (
    <>
      <Section title={t('onward.goods')} flush>
        {made.dispatch.lines.map(({ batch: id, quantity, units, fills }, i) => {
          const batch = known.get(id)
          const unit = made.offer.lines[fills - 1]?.unit ?? ''
          return (
            <Row
              key={i}
              icon="box"
              title={batch?.product.name ?? id}
              note={[
                t('trade.lot', { lot: batch?.lot ?? id }),
                units === undefined ? t('trade.bulk') : t('onward.named', { count: units.length }),
              ].join(' · ')}
              value={formatAmount(quantity, unit, language)}
            />
          )
        })}
      </Section>
      <Papers made={made} />
    </>
  )
}
