// Browsers tell nobody's phone number: there is no such button.
import type { ReactNode } from 'react'
import type { PhoneButtonProps } from './widgets'

export const hasPhoneButton: boolean = false

export const PhoneButton = (_props: PhoneButtonProps): ReactNode => null
