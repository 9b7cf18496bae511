// Where this device keeps what it knows of the logs of a server.
import { pageOrigin } from '../platform/device'
import { readStored } from '../platform/storage'

/** The name in the device's storage; `part`: a log beside the default channel's, or nothing. */
export const logMemory = (part: string): string => (part === '' ? `log:${pageOrigin()}` : `log:${pageOrigin()}:${part}`)

/** Whether it has seen the default channel's log before. */
export const knowsLog = (): boolean => readStored(logMemory('')) !== undefined
