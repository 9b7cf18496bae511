// The outbound check: what is loaded held against the agreed lines and the chain, with every difference before anything leaves.
import { View } from '@tarojs/components'
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import type { LoadCheck } from '@ectrace/shared/matching/match-loading'
import type { Fetched } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'

type Props = {
  trade: TradeView
  batches: readonly BatchView[]
  check: Fetched<LoadCheck> & { asked: boolean }
  onTakeOff: (paths: ReadonlySet<string>) => void
}

const namesOf = ({ lines, supplier, buyer }: TradeView, batches: readonly BatchView[]): Names =>
  new Map([
    ...batches.map(({ product }): [string, string] => [product.id, product.name]),
    ...lines.map(({ product, productName }): [string, string] => [product, productName]),
    ...batches.map(({ id, lot }): [string, string] => [id, lot]),
    [supplier.id, supplier.name],
    [buyer.id, buyer.name],
  ])

const Result = ({ trade, batches, check, onTakeOff }: Omit<Props, 'check'> & { check: LoadCheck }) => {
  const t = useTranslate()
  const names = namesOf(trade, batches)
  const units = new Set(check.differences.flatMap(({ unit }) => unit ?? []))
  return (
    <>
      {check.agreed ? (
        <Notice tone="good" title={t('dispatch.checkGood')} />
      ) : (
        <>
          <Notice tone="bad" title={t('dispatch.checkBad', { count: check.differences.length })}>
            {t('dispatch.checkBadText')}
          </Notice>
          <DifferenceList differences={check.differences} names={names} />
        </>
      )}
      {units.size === 0 ? null : (
        <Button
          wide
          icon="undo"
          text={t('dispatch.takeOff', { count: units.size })}
          onPress={() => {
            onTakeOff(units)
          }}
        />
      )}
      {check.warnings.length === 0 ? null : (
        <>
          <Notice tone="caution" title={t('dispatch.checkWarns')}>
            {t('dispatch.checkWarnsText')}
          </Notice>
          <DifferenceList differences={check.warnings} names={names} />
        </>
      )}
    </>
  )
}

export const LoadCheckSection = ({ trade, batches, check, onTakeOff }: Props) => {
  const t = useTranslate()
  return (
    <Section title={t('dispatch.check')}>
      <View className="ec-dispatch-check">
        {check.asked ? (
          <Loaded from={check} subject={t('dispatch.check')} lines={1}>
            {(result) => <Result trade={trade} batches={batches} check={result} onTakeOff={onTakeOff} />}
          </Loaded>
        ) : (
          <View className="ec-line__note">{t('dispatch.checkNotYet')}</View>
        )}
      </View>
    </Section>
  )
}
