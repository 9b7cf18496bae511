// The ciphers of what is kept under a PIN, loaded when a PIN is used: nobody who scans a code waits for them.
import type * as Sealing from '@ectrace/shared/sealing/seal'

export const sealing = (): Promise<typeof Sealing> =>
  import(/* webpackChunkName: "sealing" */ '@ectrace/shared/sealing/seal')
