// How many things on this device the server has not taken yet: whoever queues them sets it, leaving the device asks it.
import { createObservable } from './observable'

export const unsent = createObservable(0)
