// Unpredictable bytes in a browser; getRandomValues needs no secure context.
import type { RandomBytes } from './ports'

export const randomBytes: RandomBytes = (length) => Promise.resolve(crypto.getRandomValues(new Uint8Array(length)))
