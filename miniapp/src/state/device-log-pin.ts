// The memory of the platform's logs on this very device, one for each server it talks to.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../api/call'
import { forget, readStored, store } from '../platform/storage'
import { logMemory } from './log-memory'
import { createLogPins } from './log-pins'

export const deviceLogs = createLogPins({
  buildKeys: LOG_KEY === '' ? [] : LOG_KEY.split(','),
  read: (part) => readStored(logMemory(part)),
  write: (part, value) => {
    if (value === undefined) forget(logMemory(part))
    else store(logMemory(part), value)
  },
  askKeys: async () => (await call(endpoints.channels, {})).map(({ verifierKey }) => verifierKey),
})

/** The default channel's. */
export const deviceLogPin = deviceLogs.home
