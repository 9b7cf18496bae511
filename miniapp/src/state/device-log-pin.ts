// The memory of the platform's logs on this very device, one for each server it talks to.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../api/call'
import { pageOrigin } from '../platform/device'
import { forget, readStored, store } from '../platform/storage'
import { createLogPins } from './log-pins'

const keyOf = (part: string): string => (part === '' ? `log:${pageOrigin()}` : `log:${pageOrigin()}:${part}`)

export const deviceLogs = createLogPins({
  buildKeys: LOG_KEY === '' ? [] : LOG_KEY.split(','),
  read: (part) => readStored(keyOf(part)),
  write: (part, value) => {
    if (value === undefined) forget(keyOf(part))
    else store(keyOf(part), value)
  },
  askKeys: async () => (await call(endpoints.channels, {})).map(({ verifierKey }) => verifierKey),
})

/** The default channel's. */
export const deviceLogPin = deviceLogs.home
