// One load of an agreed line: batch, quantity, in bulk or item by item.
import { View } from '@tarojs/components'
import type { BatchView } from '@ectrace/shared/api/views'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Picker } from '../../ui/picker'
import { canName, type LoadDraft } from './dispatch-draft'
import { UnitChooser } from './unit-chooser'

type Props = {
  /** Position among all loads of the form: the name of its fields. */
  index: number
  /** Which load of its agreed line it is; 0 when it is the only one. */
  number: number
  load: LoadDraft
  unit: string
  batches: readonly BatchView[]
  own: string
  taken: ReadonlySet<string>
  onChange: (patch: Partial<LoadDraft>) => void
  onRemove: (() => void) | undefined
  error: (...fields: string[]) => string | undefined
}

const Units = ({ load, batch, own, taken, onChange, error, index }: Props & { batch: BatchView | undefined }) => {
  const t = useTranslate()
  const wrong = error(
    `lines.${String(index)}.units`,
    ...load.units.map((_u, i) => `lines.${String(index)}.units.${String(i)}`),
  )
  const need = /^\d{1,6}$/.test(load.quantity) ? Number(load.quantity) : 0
  return (
    <>
      <Choice
        label={t('dispatch.how')}
        options={[
          { value: 'bulk', text: t('dispatch.bulk'), hint: t('dispatch.bulkHint') },
          { value: 'named', text: t('dispatch.named'), hint: t('dispatch.namedHint') },
        ]}
        value={load.named ? 'named' : 'bulk'}
        error={wrong}
        onChange={(how) => {
          onChange({ named: how === 'named' })
        }}
      />
      {load.named && batch !== undefined ? (
        <UnitChooser
          key={batch.id}
          batch={batch}
          maker={batch.organisation === own}
          need={need}
          chosen={load.units}
          taken={taken}
          onChange={(units) => {
            onChange({ units })
          }}
        />
      ) : null}
    </>
  )
}

export const LoadFields = (props: Props) => {
  const { index, number, load, unit, batches, onChange, onRemove, error } = props
  const t = useTranslate()
  const language = useLanguage()
  const word = unitOfMeasureLabel(unit, language)
  const batch = batches.find(({ id }) => id === load.batch)
  const held = (quantity: string): string => t('dispatch.onHand', { held: formatAmount(quantity, unit, language) })
  const at = `lines.${String(index)}`
  return (
    <View className="ec-line">
      {onRemove === undefined ? null : (
        <View className="ec-line__head">
          <View className="ec-line__name">{t('dispatch.load', { n: number })}</View>
          <Button kind="quiet" icon="cross" text="" label={t('form.removeLine', { n: index + 1 })} onPress={onRemove} />
        </View>
      )}
      {batches.length === 0 ? (
        <Notice tone="caution" title={t('dispatch.noBatch')} />
      ) : (
        <Picker
          label={t('dispatch.batch')}
          options={batches.map(({ id, lot, onHand, expiresOn }) => ({
            value: id,
            text: lot,
            note: [held(onHand), expiresOn === undefined ? '' : `${t('batches.expiresOn')} ${expiresOn}`]
              .filter(Boolean)
              .join(' · '),
          }))}
          value={load.batch}
          hint={batch === undefined ? undefined : held(batch.onHand)}
          error={error(`${at}.batch`)}
          onChange={(id) => {
            onChange({ batch: id, units: id === load.batch ? load.units : [] })
          }}
        />
      )}
      <Field
        label={t('dispatch.quantity')}
        kind={decimalsOf(unit) === 0 ? 'numeric' : 'decimal'}
        unit={word}
        value={load.quantity}
        error={error(`${at}.quantity`, `${at}.holdings`, `${at}.holdings.0.id`)}
        onChange={(quantity) => {
          onChange({ quantity: quantity.trim() })
        }}
      />
      {canName(unit) ? <Units {...props} batch={batch} /> : null}
    </View>
  )
}
