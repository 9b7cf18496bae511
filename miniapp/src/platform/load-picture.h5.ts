// A picture in a browser: its bytes first, then an address of exactly these bytes.
import { NetworkFailure } from './network-failure'
import type { LoadPicture } from './ports'

export const loadPicture: LoadPicture = async (path) => {
  const bytes = await fetch(API_BASE + path, { credentials: 'omit' }).then(
    (reply) => (reply.ok ? reply.arrayBuffer() : Promise.reject(new NetworkFailure('garbled'))),
    (cause: unknown) => Promise.reject(new NetworkFailure('offline', cause)),
  )
  return { bytes: new Uint8Array(bytes), url: URL.createObjectURL(new Blob([bytes])) }
}
