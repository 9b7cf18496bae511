// The one main action of a page, within thumb reach. Give it to Screen as `footer`.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Button } from './button'

type Props = {
  text: string
  onPress: () => void
  kind?: 'main' | 'danger'
  disabled?: boolean
  busy?: boolean
  /** Why it is disabled, or what pressing it does. */
  note?: string | undefined
  /** A second button before the main one. */
  children?: ReactNode
}

export const ConfirmBar = ({ text, onPress, kind = 'main', disabled = false, busy = false, note, children }: Props) => (
  <View className="ec-confirm">
    {note === undefined ? null : <View className="ec-confirm__note">{note}</View>}
    <View className="ec-confirm__row">
      {children}
      <Button text={text} kind={kind} disabled={disabled} busy={busy} onPress={onPress} />
    </View>
  </View>
)
