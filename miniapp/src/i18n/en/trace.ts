// Words of the trace page.
import type { trace as zh } from '../zh/trace'

export const trace: Record<keyof typeof zh, string> = {
  'trace.title': 'Trace result',
  'trace.hint': 'Where an item has been',
}
