// Props of the few widgets that each target builds from its own elements.
import type { ReactNode } from 'react'

export type PressableProps = {
  onPress: () => void
  className: string
  disabled?: boolean | undefined
  /** For screen readers, when the content does not say it. */
  label?: string | undefined
  role?: 'tab' | 'radio' | 'checkbox' | 'switch' | 'link' | undefined
  /** For tab, radio, checkbox, switch. */
  selected?: boolean | undefined
  expanded?: boolean | undefined
  children: ReactNode
}

/** `numeric`: whole numbers; `decimal`: with a point; `code`: codes, typed or sent by a hand scanner; `day`: YYYY-MM-DD. */
export type InputKind = 'text' | 'numeric' | 'decimal' | 'password' | 'code' | 'day'

export type TextInputProps = {
  id: string
  kind: InputKind
  value: string
  /** Read by screen readers; the visible label stands beside it. */
  label: string
  onChange: (value: string) => void
  /** Enter, or the keyboard's done key. */
  onConfirm?: (() => void) | undefined
  placeholder?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
  /** Id of the hint or error. */
  describedBy?: string | undefined
  maxLength?: number | undefined
  /** More than 1: a field of several lines. */
  lines?: number | undefined
  /** For browsers' password keepers, as in HTML. */
  autoComplete?: string | undefined
}

export type NavBarProps = { title: string; back: boolean; backLabel: string; onBack: () => void; action?: ReactNode }

/** What a view is to a screen reader. */
export type Aria = {
  role?:
    | 'main'
    | 'heading'
    | 'list'
    | 'listitem'
    | 'img'
    | 'group'
    | 'dialog'
    | 'alert'
    | 'status'
    | 'radiogroup'
    | 'tablist'
  label?: string | undefined
  live?: 'polite'
  hidden?: boolean
  modal?: boolean
}

/** Makes the attributes of it, for spreading into a View. */
export type AriaOf = (aria: Aria) => Readonly<Record<string, string | number | boolean>>

export type PictureProps = {
  className: string
  src: string
  mode: 'aspectFill' | 'aspectFit'
  /** What it shows, for who cannot see it; '' where words beside it say so. */
  label: string
}

/** sent: the person chose whom; copied: the address lies in the clipboard; cancelled: nothing happened; refused: the device does neither. */
export type ShareOutcome = 'sent' | 'copied' | 'cancelled' | 'refused'

export type ShareButtonProps = {
  className: string
  /** Of what is shared. */
  title: string
  /** Whole address for browsers. */
  url: string
  onDone: (outcome: ShareOutcome) => void
  children: ReactNode
}

export type PhoneButtonProps = {
  text: string
  /** For our server, good once and for five minutes. */
  onCode: (code: string) => void
  /** Refused, or WeChat gives none: there must be another way. */
  onRefused: () => void
}
