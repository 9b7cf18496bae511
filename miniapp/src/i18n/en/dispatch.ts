// Words of the dispatch page.
import type { dispatch as zh } from '../zh/dispatch'

export const dispatch: Record<keyof typeof zh, string> = {
  'dispatch.title': 'Dispatch',
  'dispatch.hint': 'Load what the trade names',
}
