// The vault: primary data that is not on the chain. Every row here is durable before anybody is told of it.
import type { Custody } from '@ectrace/shared/proof/envelope'
import { Kysely } from 'kysely'
import type { Compilable, Generated } from 'kysely'
import { openPostgresVault } from './postgres-vault.ts'
import { openSqliteVault } from './sqlite-vault.ts'
import type { SqlEngine, StorePlace } from './store-place.ts'
import type { VaultEngine } from './vault-engine.ts'
import type { Statement } from './vault-writer-protocol.ts'

/** Milliseconds since the epoch. */
type Time = number
/** A key sealed under the master key; only the signer's worker opens it. */
type Wrapped = string
/** JSON as text. */
type JsonText = string

export type AccountTable = {
  login: string
  user: string
  organisation: string
  /** Compressed P-256 point, hexadecimal. */
  public_key: string
  custody: Custody
  /** Of the request that made the account: only its repeat may find the login taken. */
  nonce: string
  /** Encoded argon2id string. */
  password_hash: string
  created_at: Time
  failed_count: Generated<number>
  locked_until: Time | null
}
export type CertificateTable = {
  serial: string
  user: string
  pem: string
  /** SHA-256 of the DER, hexadecimal: what stands in the registry on chain. */
  fingerprint: string
  not_after: Time
}
export type SessionTable = {
  id: string
  user: string
  organisation: string
  created_at: Time
  expires_at: Time
  /** The refresh token itself is never stored. */
  refresh_digest: string
  revoked_at: Time | null
  /** The digest before, and since when it is that: two tabs may renew at the same moment. Null where nothing was renewed. */
  refresh_before: string | null
  refreshed_at: Time | null
}

/** prepared: kept, nothing sent. submitted: signed and sent; what became of it, the chain alone knows. */
export type IntentState = 'prepared' | 'submitted'
/** A transaction on its way, stored before anything is sent: after a crash its outcome is looked up, never guessed. */
export type IntentTable = {
  caller: string
  nonce: string
  /** One nonce may stand on several channels: acts of the registry go to each. */
  channel: string
  route: string
  /** Digest of what was asked under this nonce, hexadecimal. */
  request: string
  state: IntentState
  envelope: JsonText
  openings: JsonText
  /** Null until an own-key user has signed. */
  signature: string | null
  transaction: string
  /** What was answered, or the coded error. */
  outcome: JsonText | null
  created_at: Time
  updated_at: Time
  /** The process that sends it (`Leadership.run`); while it lives no other one decides what became of it. Null: of an earlier version. */
  run: string | null
}
/** Value and salt of a field that stands on chain only as its digest. Deleting the row erases the value for good. */
export type HiddenValueTable = { transaction: string; op: number; field: string; salt: string; value: JsonText }
/** `bytes` is the size. */
export type EvidenceTable = { digest: string; type: string; bytes: number; organisation: string; created_at: Time }
export type AuditTable = {
  id: Generated<number>
  at: Time
  user: string | null
  organisation: string | null
  action: string
  target: string | null
  code: string | null
  details: JsonText | null
}
/** Remembers a POST that writes no transaction; `outcome` is null while the first one is still being worked on. */
export type PostOnceTable = { route: string; key: string; request: string; outcome: JsonText | null; created_at: Time }

/** What somebody did while counting. `n` counts all operations of all trades in the order of arrival; `operation` is canonical. */
export type CountOperationTable = {
  n: Generated<number>
  channel: string
  trade: string
  id: string
  device: string
  operation: JsonText
  received_at: Time
}

/**
 * A set of codes; it is on chain once a set of its batch has its root. `tiles`: blob of the hashes over each 256 codes. `seed`: of a set
 * whose codes are hashes of it, as they were once made.
 */
export type CodeSetTable = {
  id: string
  channel: string
  batch: string
  user: string
  count: number
  done: number
  state: 'preparing' | 'ready' | 'cancelled' | 'failed'
  code_key: number
  seed: string | null
  root: string | null
  tiles: string | null
  created_at: Time
  /** The process that makes it (`Leadership.run`), or made it. */
  run: string | null
}
/**
 * Codes `first` to `last` of a set whose hidden codes were handed out together. `issuing` until the last digest is kept: nobody can use
 * them before. A request's key makes one of them.
 */
export type HiddenRangeTable = {
  id: Generated<number>
  channel: string
  batch: string
  code_set: number
  first: number
  last: number
  length: number
  issued_at: Time
  user: string
  request_key: string
  state: 'issuing' | 'issued'
}
export type HiddenUseTable = {
  channel: string
  path: string
  hidden_range: number
  used_at: Time
  person: string | null
  city: string | null
}
/** `wrong_at`: times of the wrong tries that still count. */
export type HiddenTryTable = { channel: string; path: string; wrong_at: JsonText; locked_until: Time | null }
/**
 * `position` counts a channel's scans from 0; `hash` is over the one before and this row: none can be changed or left out unseen.
 * `again`: 1 for a person who had scanned this code before. `request` keeps a repeat of the request from being another scan.
 */
export type ScanTable = {
  n: Generated<number>
  channel: string
  position: number
  path: string
  batch: string
  organisation: string
  person: string | null
  again: 0 | 1
  at: Time
  city: string | null
  latitude: string | null
  longitude: string | null
  by: 'h5' | 'weapp'
  hash: string
  request: string
}
/** The first scan of a code as a fact, and how many there were: in all, different known people, by nobody knows whom. */
export type FirstScanTable = {
  channel: string
  path: string
  position: number
  at: Time
  city: string | null
  person: string | null
  scans: number
  people: number
  unknown: number
}
export type ScanAlertTable = {
  id: Generated<number>
  channel: string
  path: string
  batch: string
  organisation: string
  /** Its code. */
  finding: string
  details: JsonText
  at: Time
  outcome: 'copied' | 'harmless' | 'unclear' | null
  note: string | null
  closed_by: string | null
  closed_at: Time | null
}
/** What was scanned names nothing where `path_fault` says why; then `path` is what was scanned, and perhaps nobody's. */
export type ReportTable = {
  receipt: string
  channel: string
  path: string
  path_fault: string | null
  batch: string
  organisation: string
  kind: string
  text: string
  contact: string | null
  place: string | null
  city: string | null
  person: string | null
  created_at: Time
  state: 'open' | 'answered' | 'closed'
  answer: string | null
  answered_by: string | null
  answered_at: Time | null
}
/** A file that was read and checked. `planned`: the acts of its good rows. `transaction`: the last one that was made to write them. */
export type ImportTable = {
  id: string
  channel: string
  organisation: string
  user: string
  kind: string
  file_name: string | null
  /** SHA-256 of the file: the same request brings the same one. */
  digest: string
  columns: JsonText
  rows: JsonText
  planned: JsonText
  good: number
  bad: number
  transaction: string | null
  created_at: Time
  expires_at: Time
}
export type NoticeTable = {
  id: Generated<number>
  channel: string
  organisation: string
  roles: JsonText | null
  kind: string
  ref: string
  level: string
  subject: string
  details: JsonText
  created_at: Time
  /** 1 once it was decided who gets a message of it in WeChat, 0 before. */
  messaged: number
}
export type OutgoingMessageTable = {
  id: Generated<number>
  user: string
  notice: number
  template: string
  state: 'waiting' | 'sent' | 'refused' | 'failed'
  tries: number
  next_at: Time
  code: string | null
  created_at: Time
}

/** The newest code of a number. `phone` and `code` are keyed digests; `on_day`: how many were made on `day` (days since 1970, UTC). */
export type SmsCodeTable = {
  phone: string
  purpose: string
  code: string
  sent_at: Time
  expires_at: Time
  tries: number
  day: number
  on_day: number
}

export type VaultTables = {
  account: AccountTable
  hosted_key: { user: string; wrapped: Wrapped; created_at: Time }
  /** `platform` is the root; every organisation has its own intermediate. `certificate` is PEM. */
  authority: { organisation: string; wrapped: Wrapped; certificate: string }
  certificate: CertificateTable
  /** Keys of the keyed check in serials, by the 4-bit identifier that a serial carries. */
  code_key: { id: number; wrapped: Wrapped; created_at: Generated<Time> }
  secret: { name: string; wrapped: Wrapped }
  session: SessionTable
  intent: IntentTable
  /** The channel on which a GTIN is being registered, or was. */
  gtin_claim: { gtin: string; channel: string; claimed_at: Time }
  hidden_value: HiddenValueTable
  evidence: EvidenceTable
  audit: AuditTable
  setting: { name: string; value: string }
  /** `time` by the clock of the witness, ISO; `checkpoint` is the cosigned note. */
  cosignature: { channel: string; witness: string; origin: string; size: number; time: string; checkpoint: string }
  post_once: PostOnceTable
  /** `blind_count` is 0 or 1. */
  organisation_setting: { organisation: string; blind_count: number; grace_hours: number }
  count_operation: CountOperationTable
  code_set: CodeSetTable
  hidden_range: HiddenRangeTable
  /** Keyed digests of the hidden codes of 256 codes, in the order of the codes. */
  hidden_tile: { hidden_range: number; tile: number; digests: string }
  hidden_use: HiddenUseTable
  hidden_try: HiddenTryTable
  scan: ScanTable
  first_scan: FirstScanTable
  scan_rule: { organisation: string; rules: JsonText }
  scan_alert: ScanAlertTable
  report: ReportTable
  import: ImportTable
  notice: NoticeTable
  /** Read one by one, beside all up to the mark. */
  notice_read: { user: string; notice: number }
  notice_mark: { user: string; channel: string; up_to: number }
  /** Up to which transaction of a channel notices were made of its acts. */
  notice_cursor: { channel: string; leaf_index: number }
  /** A member of staff who wants messages in WeChat. */
  /** `person`: keyed digest of the openid, by which a login finds its accounts; null where it was bound before there was one. */
  wechat_binding: { user: string; openid: string; bound_at: Time; person: string | null }
  /** How many messages of a kind somebody allowed and did not get yet: WeChat counts them. */
  wechat_allowance: { user: string; kind: string; left_over: number }
  outgoing_message: OutgoingMessageTable
  /** `phone`: keyed digest of the number; `shown`: what its owner recognises it by, 138****5678. */
  phone_binding: { user: string; phone: string; shown: string; bound_at: Time }
  sms_code: SmsCodeTable
  /** Each use of a hosted key. */
  key_use: { id: Generated<number>; user: string; transaction: string; at: Time }
}

/** Whatever is written is durable when its promise resolves. */
export class Vault extends Kysely<VaultTables> {
  readonly #engine: VaultEngine
  readonly #texts = new Map<string, string>()
  #closed: Promise<void> | undefined
  constructor(engine: VaultEngine) {
    super({ dialect: engine.dialect })
    this.#engine = engine
  }
  get engine(): SqlEngine {
    return this.#engine.name
  }
  /**
   * Keeps what `queries` write in one durable commit, all or none; one that fails does not take with it what is written beside it.
   * Throws the engine's error for a broken constraint (`isConstraintError`), STORAGE_FULL.
   */
  async batch(queries: readonly (Compilable | Statement)[]): Promise<void> {
    const statements = queries.map((query): Statement => {
      if (!('compile' in query)) return query
      const { sql, parameters } = query.compile()
      return { sql, parameters }
    })
    await this.#engine.write(statements)
  }
  /**
   * A statement that is run all the time: `build` is asked once for each `name`, and only its text is kept; `parameters` stand in the
   * order of its own.
   */
  statement(name: string, build: () => Compilable, parameters: readonly unknown[]): Statement {
    const sql = this.#texts.get(name) ?? build().compile().sql
    this.#texts.set(name, sql)
    return { sql, parameters, name }
  }
  /** The rows of such a statement. */
  async all<Row>(name: string, build: () => Compilable<Row>, parameters: readonly unknown[]): Promise<readonly Row[]> {
    // The query says what its rows are.
    return (await this.#engine.read(this.statement(name, build, parameters))) as readonly Row[]
  }
  /** The first of them. */
  async first<Row>(
    name: string,
    build: () => Compilable<Row>,
    parameters: readonly unknown[],
  ): Promise<Row | undefined> {
    const [row] = await this.all(name, build, parameters)
    return row
  }
  /** What was asked before is written first; what is asked afterwards is refused with NOT_READY. */
  override destroy(): Promise<void> {
    return (this.#closed ??= this.#close())
  }
  async #close(): Promise<void> {
    await super.destroy()
    await this.#engine.close()
  }
}

/**
 * Opens (or makes) the vault in `place` and brings its tables up to date. Throws SETTINGS_INVALID for one made by a newer version, or
 * when there is no PostgreSQL that can be used.
 */
export const openVault = async (place: StorePlace): Promise<Vault> =>
  new Vault(typeof place === 'string' ? await openSqliteVault(place) : await openPostgresVault(place))
