// What this very phone checked, each with its result, in words of everyday.
import { View } from '@tarojs/components'
import { useTranslate, type Key } from '../../i18n/translate'
import { aria } from '../../platform/aria'
import { Icon } from '../../ui/icon'
import type { TraceCheck } from './trace-check'
import type { Painted } from './use-trace'

type Line = { key: Key; holds: boolean; n?: number }

const linesOf = (check: TraceCheck, known: boolean): Line[] => {
  const states = Object.values(check.records)
  const n = states.length
  return [
    { key: 'trace.did.records', holds: n > 0 && states.every(({ state }) => state === 'ok'), n },
    { key: 'trace.did.log', holds: check.log.state === 'ok' },
    ...(known ? [{ key: 'trace.did.grown', holds: check.log.state === 'ok' } as const] : []),
  ]
}

/** Nothing until the log has held: before, no record was looked at. */
export const DeviceChecks = ({ painted: { check, trust } }: { painted: Painted }) => {
  const t = useTranslate()
  if (check?.log.state !== 'ok') return null
  return (
    <View className="ec-trace-did" {...aria({ role: 'list' })}>
      {linesOf(check, trust?.pin !== undefined).map(({ key, holds, n = 0 }) => (
        <View
          className={`ec-trace-tally ec-trace-tally--${holds ? 'good' : 'bad'}`}
          key={key}
          {...aria({ role: 'listitem' })}
        >
          <Icon name={holds ? 'check' : 'cross'} size="small" />
          <View>{t(key, { n })}</View>
        </View>
      ))}
    </View>
  )
}
