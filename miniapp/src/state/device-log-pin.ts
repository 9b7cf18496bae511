// The memory of the log on this very device, one for each server it talks to.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../api/call'
import { pageOrigin } from '../platform/device'
import { forget, readStored, store } from '../platform/storage'
import { createLogPin } from './log-pin'

const key = `log:${pageOrigin()}`

export const deviceLogPin = createLogPin({
  buildKey: LOG_KEY,
  read: () => readStored(key),
  write: (trust) => {
    if (trust === undefined) forget(key)
    else store(key, trust)
  },
  askKey: async () => (await call(endpoints.log, {})).verifierKey,
})
