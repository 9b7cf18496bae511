// A PIN on large keys over the whole page: for gloves, and for a phone that is handed on.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { Button } from './button'
import { Icon } from './icon'
import './pin-sheet.scss'

type Props = {
  title: string
  /** What it opens, or what was wrong. */
  note?: string | undefined
  wrong?: boolean
  busy?: boolean
  /** The word of the last key. */
  act: string
  onPin: (pin: string) => void
  onClose: () => void
}

const least = 4
const most = 8
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

const Dots = ({ count }: { count: number }) => {
  const t = useTranslate()
  return (
    <View
      className="ec-pin__dots"
      {...{ ariaLabel: t('pin.typed', { n: count }), ariaRole: 'img' }}
      role="img"
      aria-label={t('pin.typed', { n: count })}
    >
      {Array.from({ length: Math.max(least, count) }, (_, at) => (
        <View key={at} className={`ec-pin__dot${at < count ? ' ec-pin__dot--on' : ''}`} />
      ))}
    </View>
  )
}

export const PinSheet = ({ title, note, wrong = false, busy = false, act, onPin, onClose }: Props) => {
  const t = useTranslate()
  const [pin, setPin] = useState('')
  const done = (): void => {
    setPin('')
    onPin(pin)
  }
  return (
    <View
      className="ec-sheet ec-pin"
      {...{ role: 'dialog', ariaModal: true, ariaLabel: title }}
      aria-modal
      aria-label={title}
    >
      <View className="ec-sheet__title">{title}</View>
      {note === undefined ? null : (
        <View
          className={`ec-pin__note${wrong ? ' ec-pin__note--wrong' : ''}`}
          {...{ ariaLive: 'polite' }}
          aria-live="polite"
        >
          {wrong ? <Icon name="alert" size="small" /> : null}
          <View>{note}</View>
        </View>
      )}
      <Dots count={pin.length} />
      <View className="ec-pin__keys">
        {digits.map((digit) => (
          <Pressable
            key={digit}
            className={`ec-pin__key${digit === '0' ? ' ec-pin__key--zero' : ''}`}
            disabled={busy}
            onPress={() => {
              // Quick fingers are ahead of the screen: what counts is what was typed, not what is shown.
              setPin((typed) => (typed.length < most ? typed + digit : typed))
            }}
          >
            {digit}
          </Pressable>
        ))}
        <Pressable
          className="ec-pin__key ec-pin__key--back"
          label={t('pin.erase')}
          disabled={busy || pin === ''}
          onPress={() => {
            setPin((typed) => typed.slice(0, -1))
          }}
        >
          <Icon name="back" />
        </Pressable>
      </View>
      <View className="ec-pin__acts">
        <Button kind="plain" text={t('common.close')} onPress={onClose} />
        <Button kind="main" text={act} disabled={pin.length < least} busy={busy} onPress={done} />
      </View>
    </View>
  )
}
