// Words of the organisation page.
import type { organisation as zh } from '../zh/organisation'

export const organisation: Record<keyof typeof zh, string> = {
  'organisation.title': 'My organisation',
  'organisation.hint': 'Verification, users and places',
}
