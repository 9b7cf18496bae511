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

export const vaultMigrations: readonly Migration[] = [first, channels, cosignatures, counting]
