// The page for addresses that lead nowhere.
import type { missing as zh } from '../zh/missing'

export const missing: Record<keyof typeof zh, string> = {
  'missing.title': 'No such page',
  'missing.text': 'The address may be mistyped, or the page has moved.',
  'missing.scan': 'Scan a code',
}
