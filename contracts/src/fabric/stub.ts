// What the chaincode uses of Fabric's ChaincodeStub, in fabric-shim's own shape: nothing more, so that a double can stand in for it.

export type Stub = {
  /** Fabric's own transaction id: random, another one for every attempt. */
  getTxID: () => string
  getChannelID: () => string
  /** The time in the proposal: the same for every endorser. */
  getDateTimestamp: () => Date
  /** The committed value, empty when there is none; never what this transaction has put. */
  getState: (key: string) => Promise<Uint8Array>
  /** Refused after a query by pages. */
  putState: (key: string, value: Uint8Array) => Promise<void>
  /** One event a transaction: a second one replaces the first. */
  setEvent: (name: string, payload: Uint8Array) => void
}

type Found = { key: string; value: Uint8Array }
type Pages = {
  /** The last step may have no value. */
  iterator: { next: () => Promise<{ value?: Found; done: boolean }>; close: () => Promise<void> }
  metadata: { bookmark: string }
}

/** A query by pages, which no transaction that writes may ask. */
export type QueryStub = Stub & {
  getStateByRangeWithPagination: (start: string, end: string, size: number, bookmark?: string) => Promise<Pages>
}
