// A browser asks for camera and files by itself: there is nothing to agree to beforehand.
import type { ReactNode } from 'react'
import type { PrivacyWords } from './ports'

export const PrivacySheet = (_words: { words: PrivacyWords }): ReactNode => null
