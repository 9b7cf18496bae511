// The port to a chain: what the BFF may ask of the embedded ledger or of Fabric, and what it gets back.
import type { Json } from '../proof/canonical.ts'
import type { Envelope, Leaf, Openings } from '../proof/envelope.ts'
import type { Manifest } from '../proof/manifest.ts'

/** A signed transaction on its way: openings carry the plain values and salts behind the digests in the envelope. */
export type Submission = { envelope: Envelope; signature: string; openings: Openings }

export type Write = { key: string; value: Json }
export type ChainEvent = { name: string; payload: Json }

/** Where a transaction stands on chain: `leafIndex` is its position in the Merkle tree, `block.time` the sequencer's clock (ISO, UTC). */
export type Placed = { transaction: string; leafIndex: number; block: { height: number; time: string } }

/** A transaction on chain. */
export type Committed = Placed & {
  leaf: Leaf
  openings: Openings
  writes: Write[]
  events: ChainEvent[]
}

/** A state value with where it was written; `digest` = SHA-256 of its canonical bytes, checked again on every read. */
export type StateEntry = {
  key: string
  value: Json
  digest: string
  height: number
  index: number
  transaction: string
  leafIndex: number
}

export type Block = { height: number; hash: string; time: string; transactions: Committed[] }

export type LogState = {
  origin: string
  channel: string
  /** C2SP verifier key text of the node. */
  verifierKey: string
  /** Notes by which earlier keys of this log named their successors (proof/epoch.ts); empty when it was never restored. */
  endorsements: readonly string[]
  /** Signed checkpoint (C2SP note) over the newest block. */
  checkpoint: string
  size: number
  height: number
  lastTime: string
}

/** `at`: when that was (ISO, UTC); `fault`: the error's code and place. */
export type ScrubState = {
  state: 'running' | 'whole' | 'damaged'
  transactions: number
  total: number
  at: string
  fault?: { code: string; details: Record<string, unknown> }
}

/** `keys`: the state keys that the block wrote. */
export type BlockListener = (height: number, keys: readonly string[]) => void

export type Ledger = {
  /** Resolves once durable. The same envelope again, or the same (caller, nonce, request), resolves to the first outcome. Rejects with a coded AppError. */
  submit(submission: Submission): Promise<Placed>
  transaction(id: string): Promise<Committed | undefined>
  read(key: string): Promise<StateEntry | undefined>
  /** Newest first; `before` is a leaf index (exclusive); at most 100. */
  history(key: string, page: { before?: number; limit: number }): Promise<StateEntry[]>
  /** Blocks from a height on, in order, at most `limit`; empty when none. */
  blocks(from: number, limit: number): Promise<Block[]>
  /** Of an engine that reads its own files again in the background: how far it is, or what it found last. */
  scrub?(): ScrubState | undefined
  /** Called after each durable block. Returns the way to stop. */
  onBlock(listener: BlockListener): () => void
  close(): Promise<void>
} & TransparencyLog

export type TransparencyLog = {
  log(): Promise<LogState>
  /** RFC 9162 path, hex hashes. */
  inclusion(leafIndex: number, size: number): Promise<string[]>
  consistency(first: number, second: number): Promise<string[]>
  /**
   * The log's signed note over what may be received on a trade (proof/manifest.ts); its key signs nothing else that is asked for. Rejects
   * with MANIFEST_INVALID for what is no manifest, or one of a size that the log has not reached.
   */
  signManifest(manifest: Omit<Manifest, 'origin'>): Promise<string>
}
