// One batch: facts, its own code, its item codes, and what can be done with it (`view=mint` makes codes).
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { goTo, hasPage, useParameters } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Fact } from '../../ui/fact'
import { ForRoles } from '../../ui/for-roles'
import { Loaded } from '../../ui/loaded'
import { QrCode } from '../../ui/qr-code'
import { QrSheet } from '../../ui/qr-sheet'
import { Row } from '../../ui/row'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { CodeList } from './code-list'
import { MintForm } from './mint-form'
import './batches.scss'

const tracePage = 'trace'

const Facts = ({ batch }: { batch: BatchView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { id, product, lot, producedOn, expiresOn, quantity, onHand } = batch
  const amount = (decimal: string): string => `${formatQuantity(decimal)} ${unitOfMeasureLabel(product.unit, language)}`
  return (
    <Section title={product.name}>
      <View className="ec-batch-stock">
        <View className="ec-batch-stock__name">{t('batch.onHand')}</View>
        <View className="ec-batch-stock__value">{amount(onHand)}</View>
      </View>
      <Fact name={t('batches.lot')} mono>
        {lot}
      </Fact>
      {product.specification === undefined ? null : (
        <Fact name={t('products.specification')}>{product.specification}</Fact>
      )}
      <Fact name={t('batches.producedOn')}>{producedOn}</Fact>
      {expiresOn === undefined ? null : <Fact name={t('batches.expiresOn')}>{expiresOn}</Fact>}
      {quantity === undefined ? null : <Fact name={t('batch.made')}>{amount(quantity)}</Fact>}
      <Fact name={t('batch.id')} mono>
        {id}
      </Fact>
    </Section>
  )
}

const OwnCode = ({ path }: { path: string }) => {
  const t = useTranslate()
  const [large, setLarge] = useState(false)
  const link = `${pageOrigin()}${path}`
  return (
    <Section title={t('batch.code')}>
      <View className="ec-line__note">{t('batch.codeText')}</View>
      <QrCode text={link} />
      <View className="ec-batch-acts">
        <Button
          kind="quiet"
          icon="qr"
          text={t('batch.show')}
          onPress={() => {
            setLarge(true)
          }}
        />
        <CopyButton text={link} />
      </View>
      {hasPage(tracePage) ? (
        <Button
          wide
          icon="shield"
          text={t('batch.openTrace')}
          onPress={() => {
            goTo(tracePage, { c: path })
          }}
        />
      ) : null}
      {large ? (
        <QrSheet
          title={t('batch.code')}
          text={link}
          onClose={() => {
            setLarge(false)
          }}
        />
      ) : null}
    </Section>
  )
}

const Acts = ({ batch, trader }: { batch: BatchView; trader: boolean }) => {
  const t = useTranslate()
  return (
    <Section flush>
      <Row
        icon="flask"
        title={t('batch.event')}
        note={t('batch.eventHint')}
        onPress={() => {
          goTo('events', { batch: batch.id })
        }}
      />
      {trader && !isZero(batch.onHand) ? (
        <Row
          icon="factory"
          title={t('batch.make')}
          note={t('batch.makeHint')}
          onPress={() => {
            goTo('batches', { make: '1', batch: batch.id })
          }}
        />
      ) : null}
    </Section>
  )
}

export const BatchPage = () => {
  const t = useTranslate()
  const { id = '', view } = useParameters()
  const me = useSession()?.me
  const batch = useFetch(me === undefined ? undefined : `batch:${id}`, () => call(endpoints.batch, { params: { id } }))
  useReturn(batch.reload)
  const trader = me?.roles.includes('trader') === true
  const writes = me?.roles.some((role) => role !== 'administrator' && role !== 'operator') === true
  const maker = batch.data?.organisation === me?.organisation.id
  if (view === 'mint' && trader && batch.data !== undefined) return <MintForm batch={batch.data} />
  return (
    <Screen title={t('batch.title')}>
      <ForRoles roles={view === 'mint' ? ['trader'] : []}>
        <Loaded from={batch} subject={t('batch.title')}>
          {(data) => (
            <>
              <Facts batch={data} />
              {writes ? <Acts batch={data} trader={trader} /> : null}
              <OwnCode path={data.path} />
              {maker && trader ? <CodeList batch={data} /> : null}
            </>
          )}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}
