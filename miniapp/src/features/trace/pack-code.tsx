// The code of a carton or pallet: what it is for everybody, and what lies in it for those through whose hands it goes.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { PackView } from '@ectrace/shared/api/pack-views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { useSession } from '../../api/session'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorState } from '../../ui/error-state'
import { Fact } from '../../ui/fact'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { Skeleton } from '../../ui/skeleton'
import { ScanAgain } from './wrong-code'

/** The items of one pack are of one batch: each of them names it. */
const batchPathOf = ({ children }: PackView): string | undefined => {
  const item = children.find(({ pack }) => pack === undefined)?.path
  return item === undefined ? undefined : /^\/s\/(?:01|x)\/[^/]+\/10\/[^/]+/.exec(item)?.[0]
}

const Contents = ({ pack }: { pack: PackView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const batch = batchPathOf(pack)
  return (
    <Section title={t('opening.contents')}>
      <Fact name={t(`opening.level.${pack.level}`)} mono>
        {pack.sscc}
      </Fact>
      <Row
        title={`${pack.productName} ${pack.lot}`}
        note={t('opening.packed', {
          amount: formatAmount(pack.quantity, pack.unit, language),
          children: pack.count,
        })}
      />
      {batch === undefined ? null : (
        <Button
          wide
          icon="search"
          text={t('opening.batchTrace')}
          onPress={() => {
            goTo('trace', { c: batch, led: '1' })
          }}
        />
      )}
    </Section>
  )
}

const OfParties = ({ sscc }: { sscc: string }) => {
  const t = useTranslate()
  const { data, failure, loading, reload } = useFetch(`pack:${sscc}`, () => call(endpoints.pack, { params: { sscc } }))
  if (data !== undefined) return <Contents pack={data} />
  if (loading || failure === undefined) return <Skeleton lines={3} />
  if (failure.status === 403 || failure.status === 404) return <View>{t('opening.packUnknown')}</View>
  return <ErrorState failure={failure} subject={t('opening.pack')} onRetry={reload} />
}

export const PackCode = ({ sscc }: { sscc: string }) => {
  const t = useTranslate()
  const known = useSession() !== undefined
  return (
    <>
      <EmptyState icon="box" title={t('opening.pack')} text={known ? '' : t('opening.packText')}>
        <View className="ec-mono">{t('opening.packNo', { no: sscc })}</View>
      </EmptyState>
      {known ? <OfParties sscc={sscc} /> : null}
      <ScanAgain />
    </>
  )
}
