// The vault's tables, in the order in which they came to be. A migration that has shipped is never edited.
import type { Migration } from './migrate.ts'

const first: Migration = {
  name: '0001-first',
  statements: [
    `create table account (
      login text primary key, "user" text not null unique, organisation text not null, public_key text not null,
      custody text not null, nonce text not null, password_hash text not null, created_at integer not null, failed_count integer not null default 0, locked_until integer) strict`,
    `create index account_organisation on account (organisation)`,
    `create table hosted_key ("user" text primary key, wrapped text not null, created_at integer not null) strict`,
    `create table authority (organisation text primary key, wrapped text not null, certificate text not null) strict`,
    `create table certificate (
      serial text primary key, "user" text not null, pem text not null, fingerprint text not null unique,
      not_after integer not null) strict`,
    `create index certificate_user on certificate ("user")`,
    `create table code_key (id integer primary key, wrapped text not null) strict`,
    `create table secret (name text primary key, wrapped text not null) strict`,
    `create table session (
      id text primary key, "user" text not null, organisation text not null, created_at integer not null,
      expires_at integer not null, refresh_digest text not null unique, revoked_at integer) strict`,
    `create index session_user on session ("user")`,
    `create table intent (
      caller text not null, nonce text not null, route text not null, request text not null,
      state text not null check (state in ('prepared', 'submitted')),
      envelope text not null, openings text not null, signature text, "transaction" text not null unique, outcome text,
      created_at integer not null, updated_at integer not null, primary key (caller, nonce)) strict`,
    `create index intent_state on intent (state, updated_at)`,
    `create table hidden_value (
      "transaction" text not null, op integer not null, field text not null, salt text not null, value text not null,
      primary key ("transaction", op, field)) strict`,
    `create table code (
      path text primary key, batch text not null, code_set integer not null, idx integer not null,
      unique (batch, code_set, idx)) strict`,
    `create table evidence (
      digest text primary key, type text not null, bytes integer not null, organisation text not null,
      created_at integer not null) strict`,
    `create table audit (
      id integer primary key autoincrement, at integer not null, "user" text, organisation text, action text not null,
      target text, code text, details text) strict`,
    `create index audit_at on audit (at)`,
    `create table setting (name text primary key, value text not null) strict`,
    `create table post_once (
      route text not null, key text not null, request text not null, outcome text, created_at integer not null,
      primary key (route, key)) strict`,
    `create index post_once_created_at on post_once (created_at)`,
    `create table key_use (
      id integer primary key autoincrement, "user" text not null, "transaction" text not null, at integer not null) strict`,
    `create index key_use_user on key_use ("user", at)`,
  ],
}

const copyIntents = (channel: string): string => `insert into intent_of_channel
      select caller, nonce, ${channel}, route, request, state, envelope, openings, signature,
        "transaction", outcome, created_at, updated_at from intent`

/** A nonce stands once on each channel; a GTIN belongs to one channel. */
const channels: Migration = {
  name: '0002-channels',
  statements: [
    `create table intent_of_channel (
      caller text not null, nonce text not null, channel text not null, route text not null, request text not null,
      state text not null check (state in ('prepared', 'submitted')),
      envelope text not null, openings text not null, signature text, "transaction" text not null unique, outcome text,
      created_at integer not null, updated_at integer not null, primary key (caller, nonce, channel)) strict`,
    {
      sqlite: copyIntents(`json_extract(envelope, '$.channel')`),
      postgresql: copyIntents(`envelope::json ->> 'channel'`),
    },
    `drop table intent`,
    `alter table intent_of_channel rename to intent`,
    `create index intent_state on intent (state, updated_at)`,
    `create table gtin_claim (gtin text primary key, channel text not null, claimed_at integer not null) strict`,
  ],
}

/** The newest checkpoint that each witness cosigned. */
const cosignatures: Migration = {
  name: '0003-cosignatures',
  statements: [
    `create table cosignature (
      channel text not null, witness text not null, origin text not null, size integer not null, time text not null,
      checkpoint text not null, primary key (channel, witness)) strict`,
  ],
}

/** What organisations set for themselves, and what several people count on one trade. */
const counting: Migration = {
  name: '0004-counting',
  statements: [
    `create table organisation_setting (
      organisation text primary key, blind_count integer not null check (blind_count in (0, 1)),
      grace_hours integer not null) strict`,
    `create table count_operation (
      n integer primary key autoincrement, channel text not null, trade text not null, id text not null,
      device text not null, operation text not null, received_at integer not null, unique (channel, trade, id)) strict`,
    `create index count_operation_trade on count_operation (channel, trade, n)`,
    `create index count_operation_received_at on count_operation (received_at)`,
  ],
}

/** Sets of codes being made, hidden codes, scans and what came of them, files being imported, notices. */
const codes: Migration = {
  name: '0005-codes',
  statements: [
    `alter table code_key add column created_at integer not null default 0`,
    `create table code_set (
      id text primary key, channel text not null, batch text not null, "user" text not null, count integer not null,
      done integer not null, state text not null check (state in ('preparing', 'ready', 'cancelled', 'failed')),
      code_key integer not null, seed text, root text, tiles text, created_at integer not null) strict`,
    `create index code_set_batch on code_set (channel, batch, created_at)`,
    // The first nine digits tell the codes of a batch's sets apart.
    `create unique index code_set_tag on code_set (channel, batch, substr(id, 1, 9))`,
    // Codes follow from their set: what was listed here is adopted as a row of code_set when it is asked for.
    `drop table code`,
    `create table hidden_range (
      id integer primary key autoincrement, channel text not null, batch text not null, code_set integer not null,
      first integer not null, last integer not null, length integer not null, issued_at integer not null, "user" text not null,
      request_key text not null, state text not null check (state in ('issuing', 'issued')), unique ("user", request_key)) strict`,
    `create index hidden_range_batch on hidden_range (channel, batch, code_set)`,
    `create table hidden_tile (
      hidden_range integer not null, tile integer not null, digests text not null, primary key (hidden_range, tile)) strict`,
    `create table hidden_use (
      channel text not null, path text not null, hidden_range integer not null, used_at integer not null, person text, city text,
      primary key (channel, path)) strict`,
    `create index hidden_use_range on hidden_use (hidden_range)`,
    `create table hidden_try (
      channel text not null, path text not null, wrong_at text not null, locked_until integer, primary key (channel, path)) strict`,
    `create table scan (
      n integer primary key autoincrement, channel text not null, position integer not null, path text not null, batch text not null,
      organisation text not null, person text, again integer not null, at integer not null, city text, latitude text,
      longitude text, "by" text not null, hash text not null, request text not null, unique (channel, position),
      unique (channel, request)) strict`,
    `create index scan_path on scan (channel, path, again, position)`,
    `create index scan_person on scan (channel, path, person, position)`,
    `create index scan_organisation on scan (channel, organisation, n)`,
    `create index scan_batch on scan (channel, batch, n)`,
    `create table first_scan (
      channel text not null, path text not null, position integer not null, at integer not null, city text, person text,
      scans integer not null, people integer not null, unknown integer not null, primary key (channel, path)) strict`,
    `create table scan_rule (organisation text primary key, rules text not null) strict`,
    `create table scan_alert (
      id integer primary key autoincrement, channel text not null, path text not null, batch text not null, organisation text not null,
      finding text not null, details text not null, at integer not null, outcome text, note text, closed_by text, closed_at integer,
      unique (channel, path, finding)) strict`,
    `create index scan_alert_organisation on scan_alert (channel, organisation, id)`,
    `create table report (
      receipt text primary key, channel text not null, path text not null, path_fault text, batch text not null,
      organisation text not null, kind text not null, "text" text not null, contact text, place text, city text, person text, created_at integer not null,
      state text not null check (state in ('open', 'answered', 'closed')), answer text, answered_by text, answered_at integer) strict`,
    `create index report_organisation on report (organisation, created_at)`,
    `create index report_created_at on report (created_at)`,
    `create index report_person on report (person, created_at)`,
    `create table import (
      id text primary key, channel text not null, organisation text not null, "user" text not null, kind text not null, file_name text,
      digest text not null, columns text not null, rows text not null, planned text not null, good integer not null, bad integer not null,
      "transaction" text, created_at integer not null, expires_at integer not null) strict`,
    `create index import_organisation on import (organisation, created_at)`,
    `create index import_expires_at on import (expires_at)`,
    `create table notice (
      id integer primary key autoincrement, channel text not null, organisation text not null, roles text, kind text not null,
      ref text not null, level text not null, subject text not null, details text not null, created_at integer not null,
      messaged integer not null, unique (channel, organisation, ref)) strict`,
    `create index notice_organisation on notice (organisation, channel, id)`,
    `create index notice_created_at on notice (created_at)`,
    `create index notice_messaged on notice (messaged, id)`,
    `create table notice_read ("user" text not null, notice integer not null, primary key ("user", notice)) strict`,
    `create table notice_mark ("user" text not null, channel text not null, up_to integer not null, primary key ("user", channel)) strict`,
    `create table notice_cursor (channel text primary key, leaf_index integer not null) strict`,
    `create table wechat_binding ("user" text primary key, openid text not null, bound_at integer not null) strict`,
    `create table wechat_allowance (
      "user" text not null, kind text not null, left_over integer not null, primary key ("user", kind)) strict`,
    `create table outgoing_message (
      id integer primary key autoincrement, "user" text not null, notice integer not null, template text not null,
      state text not null check (state in ('waiting', 'sent', 'refused', 'failed')), tries integer not null, next_at integer not null,
      code text, created_at integer not null, unique ("user", notice)) strict`,
    `create index outgoing_message_state on outgoing_message (state, next_at)`,
  ],
}

/** Phone numbers that people log in with, as keyed digests, and the codes sent to them; who a WeChat account logs in as. */
const accounts: Migration = {
  name: '0006-accounts',
  statements: [
    `create table phone_binding ("user" text primary key, phone text not null, shown text not null, bound_at integer not null) strict`,
    `create index phone_binding_phone on phone_binding (phone)`,
    `create table sms_code (
      phone text primary key, purpose text not null, code text not null, sent_at integer not null, expires_at integer not null,
      tries integer not null, day integer not null, on_day integer not null) strict`,
    `create index sms_code_sent_at on sms_code (sent_at)`,
    `alter table wechat_binding add column person text`,
    `create index wechat_binding_person on wechat_binding (person)`,
  ],
}

/** What several processes over one vault must know of each other: who works on what, and the refresh token before the newest. */
const severalDoors: Migration = {
  name: '0007-several-doors',
  statements: [
    `alter table session add column refresh_before text`,
    `alter table session add column refreshed_at integer`,
    `alter table intent add column run text`,
    `alter table code_set add column run text`,
  ],
}

export const vaultMigrations: readonly Migration[] = [
  first,
  channels,
  cosignatures,
  counting,
  codes,
  accounts,
  severalDoors,
]
