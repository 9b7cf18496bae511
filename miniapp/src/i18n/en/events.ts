// Words of the events page.
import type { events as zh } from '../zh/events'

export const events: Record<keyof typeof zh, string> = {
  'events.title': 'Events',
  'events.hint': 'Production, processing, inspection, storage, transport',
}
