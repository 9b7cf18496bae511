// Compiled modules are kept between the processes that the tests start: a start takes half as long.
import { fileURLToPath } from 'node:url'

/** Of the environment of such a process; one that is killed adds nothing to what is kept. */
export const quickStart = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
}
