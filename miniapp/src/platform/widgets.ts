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

export type PhoneButtonProps = {
  text: string
  /** For our server, good once and for five minutes. */
  onCode: (code: string) => void
  /** Refused, or WeChat gives none: there must be another way. */
  onRefused: () => void
}
