// A request that got no usable answer: what went wrong on the way, never what the server thinks of it.

/** `offline`: no connection; `timeout`: no answer before the deadline; `interrupted`: cut while running; `garbled`: not JSON. */
export type NetworkFailureKind = 'offline' | 'timeout' | 'interrupted' | 'garbled'

export class NetworkFailure extends Error {
  readonly kind: NetworkFailureKind
  constructor(kind: NetworkFailureKind, cause?: unknown) {
    super(kind, cause === undefined ? undefined : { cause })
    this.name = 'NetworkFailure'
    this.kind = kind
  }
}
