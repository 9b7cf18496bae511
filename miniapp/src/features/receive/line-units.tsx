// The codes counted on a line, each with a way to reject it or to take it out again.
import { View } from '@tarojs/components'
import type { CountedUnit } from '@ectrace/shared/counting/reduce-count'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Fold } from '../../ui/fold'
import type { CountAction } from './count'
import { lookOf, tailOf } from './scan-words'
import { Icon } from '../../ui/icon'

type Props = { units: readonly CountedUnit[]; dispatch: (action: CountAction) => void }

const verdictOf = ({ verdict, rejected }: CountedUnit): 'rejected' | CountedUnit['verdict'] =>
  verdict === 'hit' && rejected ? 'rejected' : verdict

const Unit = ({ unit, dispatch }: { unit: CountedUnit; dispatch: Props['dispatch'] }) => {
  const t = useTranslate()
  const { path, rejected, extra } = unit
  const verdict = verdictOf(unit)
  const { tone, icon } = lookOf(verdict)
  const code = tailOf(path)
  return (
    <View className="ec-receive-unit">
      <View className={`ec-receive-unit__mark ec-tone--${tone}`}>
        <Icon name={icon} size="small" />
      </View>
      <View className="ec-receive-unit__words">
        <View className="ec-mono">{code}</View>
        <View className="ec-receive-unit__verdict">{t(`receive.unit.${verdict}`)}</View>
      </View>
      {extra !== undefined ? null : (
        <Button
          kind="quiet"
          text={t(rejected ? 'receive.unitAccept' : 'receive.unitReject')}
          label={`${t(rejected ? 'receive.unitAccept' : 'receive.unitReject')} ${code}`}
          onPress={() => {
            dispatch({ type: 'moved', path, rejected: !rejected })
          }}
        />
      )}
      <Button
        kind="quiet"
        text={t('receive.unitRemove')}
        label={`${t('receive.unitRemove')} ${code}`}
        onPress={() => {
          dispatch({ type: 'removed', path })
        }}
      />
    </View>
  )
}

/** Newest first, so that what was just scanned is at hand. */
export const LineUnits = ({ units, dispatch }: Props) => {
  const t = useTranslate()
  if (units.length === 0) return null
  return (
    <Fold title={t('receive.units', { count: units.length })} icon="qr">
      {[...units].reverse().map((unit) => (
        <Unit key={unit.path} unit={unit} dispatch={dispatch} />
      ))}
    </Fold>
  )
}
