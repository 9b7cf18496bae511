// Words of the demo page.
import type { demo as zh } from '../zh/demo'

export const demo: Record<keyof typeof zh, string> = {
  'demo.title': 'Demo codes',
  'demo.hint': 'Four codes to scan',
}
