// What the Fabric ledger asks of one channel: questions, attempts, and the blocks of the organisation's own peer.

/** A valid call of our chaincode in a block. `attempt` is Fabric's transaction id, `time` the proposal's (milliseconds since the epoch). */
export type Invocation = {
  attempt: string
  time: number
  name: string
  args: readonly string[]
  writes: readonly (readonly [key: string, value: Uint8Array])[]
  event: { name: string; payload: Uint8Array } | undefined
}

/** Only what counts: invalid transactions, other chaincodes and configuration are left out; a block may be empty. */
export type ChannelBlock = { number: number; invocations: readonly Invocation[] }

/**
 * How an attempt ended. `committed`: valid and in the peer's ledger. `conflict`: ordered and found invalid because another was quicker.
 * `disagreed`: an endorser of another organisation saw it otherwise, or had not come as far. `not sent`: no orderer has it. `unknown`:
 * it may have been ordered.
 */
export type AttemptOutcome = 'committed' | 'conflict' | 'disagreed' | 'not sent' | 'unknown'
export type Attempted = { outcome: AttemptOutcome; cause?: unknown }

export type FabricChannel = {
  /** Asks a peer of the own organisation. Rejects with what the chaincode refused, or NOT_READY when no peer answers. */
  ask: (name: string, args: readonly string[]) => Promise<Uint8Array>
  /** Has the call endorsed, ordered and committed, once. Rejects with what the chaincode of the own organisation refused. */
  attempt: (name: string, args: readonly string[]) => Promise<Attempted>
  /** Blocks of an own peer from number `from` on, as they come; ends by an error when the peer is lost. */
  blocks: (from: number, stop: AbortSignal) => AsyncIterable<ChannelBlock>
  /** How many blocks an own peer has. */
  height: () => Promise<number>
  /** Number of the block in which an attempt stands; undefined where the peer does not know it. */
  blockOf: (attempt: string) => Promise<number | undefined>
  close: () => void
}
