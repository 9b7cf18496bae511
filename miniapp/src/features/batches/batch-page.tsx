// One batch: facts, its own code, its item codes, and what can be done with it; `view` opens a form about its codes.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { useState, type ReactNode } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { formatAmount } from '../../i18n/format'
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
import { CodeSets } from './code-sets'
import { MintForm } from './mint-form'
import { PreparationList } from './preparation-list'
import { PreparationPage } from './preparation-page'
import { SetPage, setViewOf } from './set-page'
import './batches.scss'

const tracePage = 'trace'

const Facts = ({ batch }: { batch: BatchView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { id, product, lot, producedOn, expiresOn, quantity, onHand } = batch
  const amount = (decimal: string): string => formatAmount(decimal, product.unit, language)
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

/** Those being made, those on chain, and the single ones that are still here. */
const ItemCodes = ({ batch }: { batch: BatchView }) => (
  <>
    <PreparationList batch={batch.id} />
    <CodeSets batch={batch.id} />
    <CodeList batch={batch} />
  </>
)

const Overview = ({ batch, writes, trader }: { batch: BatchView; writes: boolean; trader: boolean }) => {
  const maker = useSession()?.me.organisation.id === batch.organisation
  return (
    <>
      <Facts batch={batch} />
      {writes ? <Acts batch={batch} trader={trader} /> : null}
      <OwnCode path={batch.path} />
      {maker && trader ? <ItemCodes batch={batch} /> : null}
    </>
  )
}

/** The forms of a trader, by `view`; undefined: none of them. */
const formOf = (batch: BatchView | undefined, { view, set = '' }: Record<string, string>): ReactNode => {
  if (batch === undefined) return undefined
  const setView = setViewOf(view)
  if (view === 'mint') return <MintForm batch={batch} />
  return setView === undefined ? undefined : <SetPage batch={batch} set={Number(set)} view={setView} />
}

export const BatchPage = () => {
  const t = useTranslate()
  const parameters = useParameters()
  const { id = '', view, preparation = '' } = parameters
  const me = useSession()?.me
  const batch = useFetch(me === undefined ? undefined : `batch:${id}`, () => call(endpoints.batch, { params: { id } }))
  useReturn(batch.reload)
  const trader = me?.roles.includes('trader') === true
  const writes = me?.roles.some((role) => role !== 'administrator' && role !== 'operator') === true
  if (trader && view === 'preparation') return <PreparationPage batch={id} id={preparation} />
  const form = trader ? formOf(batch.data, parameters) : undefined
  if (form !== undefined) return <>{form}</>
  return (
    <Screen title={t('batch.title')}>
      <ForRoles roles={view === undefined ? [] : ['trader']}>
        <Loaded from={batch} subject={t('batch.title')}>
          {(data) => <Overview batch={data} writes={writes} trader={trader} />}
        </Loaded>
      </ForRoles>
    </Screen>
  )
}
