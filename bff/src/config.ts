// Turns the environment into one frozen configuration, or into one error that names every fault; the only reader of settings.
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import type { z } from 'zod'
import { settings } from './settings.ts'
import type { SettingName } from './settings.ts'
import type { SmsKey } from './sms/sign-request.ts'
import type { S3Place } from './store/store-place.ts'
import type { MessageTemplate } from './wechat/message-fields.ts'

export type Https = { kind: 'off' } | { kind: 'self-signed' } | { kind: 'files'; cert: string; key: string }

/** Folders are absolute; `publicUrl` has no slash at its end; `codeHosts` are `host[:port]` in lower case. */
export type Config = Readonly<{
  port: number
  host: string
  publicUrl: string
  dataDir: string
  keyDir: string
  h5Dir: string
  /** A postgres:// address; undefined: files in `dataDir`. */
  databaseUrl: string | undefined
  redisUrl: string | undefined
  /** Undefined: files in `dataDir`. */
  blobs: S3Place | undefined
  /** With Fabric, `profile` says who this server is on the network (ledger/fabric/profile.ts). */
  ledger: Readonly<{ engine: 'embedded' } | { engine: 'fabric'; profile: string }>
  /** At least one; the first is the default. */
  channels: readonly string[]
  codeHosts: readonly string[]
  /** Verifier keys of witnesses. */
  witnesses: readonly string[]
  /** An MMDB file. */
  cityDatabase: string | undefined
  /** Name -> content. */
  checkFiles: Readonly<Record<string, string>>
  /** Undefined: not in use. `templates`: kind of notice -> template. */
  wechat:
    | Readonly<{ appId: string; secret: string; api: string; templates: Readonly<Record<string, MessageTemplate>> }>
    | undefined
  /** Undefined: not in use. `api` is an origin. */
  sms: Readonly<{ accessKey: SmsKey; signName: string; template: string; api: string }> | undefined
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  https: Https
  trustProxy: boolean
  rateFactor: number
  demo: boolean
}>

type Raw = { [N in SettingName]: z.output<(typeof settings)[N]['schema']> }

const builtH5 = fileURLToPath(new URL('../../miniapp/dist/h5', import.meta.url))

/** The first IPv4 address of this machine in a local network: what a phone beside it can open. */
export const lanAddress = (): string => {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1'
}

const names = Object.keys(settings) as SettingName[]

const faultOf = (name: SettingName, rule: string, value: string | undefined): FieldFault => {
  const shown = value !== undefined && !('secret' in settings[name])
  return { field: name, rule, ...(shown && { value: value.slice(0, 200) }) }
}

const parseEach = (env: Record<string, string | undefined>): { raw: Partial<Raw>; faults: FieldFault[] } => {
  const raw: Record<string, unknown> = {}
  const faults: FieldFault[] = []
  for (const name of names) {
    // An empty variable is how shells and compose files say "not set".
    const text = env[name] === '' ? undefined : env[name]
    const parsed = settings[name].schema.safeParse(text)
    if (parsed.success) raw[name] = parsed.data
    else faults.push(faultOf(name, parsed.error.issues[0]?.message ?? 'invalid', text))
  }
  return { raw: raw, faults }
}

/** Whether `inner` is `outer` or lies below it. Both absolute. */
export const liesInside = (inner: string, outer: string): boolean => {
  const way = path.relative(outer, inner)
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way))
}

const httpsOf = (raw: Partial<Raw>, faults: FieldFault[]): Https => {
  const kind = raw.HTTPS ?? (raw.TLS_CERT === undefined ? 'off' : 'files')
  if (kind !== 'files') return { kind }
  if (raw.TLS_CERT === undefined) faults.push(faultOf('TLS_CERT', 'required when HTTPS is files', undefined))
  if (raw.TLS_KEY === undefined) faults.push(faultOf('TLS_KEY', 'required when HTTPS is files', undefined))
  return { kind, cert: path.resolve(raw.TLS_CERT ?? ''), key: path.resolve(raw.TLS_KEY ?? '') }
}

/** Host and port as a link shows them: the port is absent where it is the scheme's own. */
const authorityOf = (url: string): string => new URL(url).host

const defaultHosts = (publicUrl: string, https: Https, port: number): string[] => {
  const local = ['localhost', '127.0.0.1'].map((host) => `${host}:${String(port)}`)
  const plain = port === (https.kind === 'off' ? 80 : 443)
  return [...new Set([authorityOf(publicUrl), ...local, ...(plain ? ['localhost', '127.0.0.1'] : [])])]
}

/** `name=value` each. */
const namedParts = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(list.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]))

/** `kind=id/keyword:value/…` each. */
const templatesOf = (list: readonly string[]): Record<string, MessageTemplate> =>
  Object.fromEntries(
    Object.entries(namedParts(list)).map(([kind, text]) => {
      const [id = '', ...fields] = text.split('/')
      return [kind, Object.freeze({ id, fields: fields.map((field) => field.split(':') as [string, string]) })]
    }),
  )

const wechatOf = (raw: Raw): Config['wechat'] => {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: secret, WECHAT_API: api, WECHAT_TEMPLATES: templates } = raw
  return appId === undefined || secret === undefined
    ? undefined
    : Object.freeze({ appId, secret, api: new URL(api).origin, templates: Object.freeze(templatesOf(templates)) })
}

const smsNames = ['SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_SIGN_NAME', 'SMS_TEMPLATE'] as const

const smsOf = (raw: Raw): Config['sms'] => {
  const [id, secret, signName, template] = smsNames.map((name) => raw[name])
  return id === undefined || secret === undefined || signName === undefined || template === undefined
    ? undefined
    : Object.freeze({ accessKey: Object.freeze({ id, secret }), signName, template, api: new URL(raw.SMS_API).origin })
}

const blobsNames = ['BLOBS_URL', 'BLOBS_REGION', 'BLOBS_ACCESS_KEY_ID', 'BLOBS_ACCESS_KEY_SECRET'] as const

const blobsOf = (raw: Raw): Config['blobs'] => {
  const [url, region, keyId, secret] = blobsNames.map((name) => raw[name])
  if (url === undefined || region === undefined || keyId === undefined || secret === undefined) return undefined
  const { origin, pathname } = new URL(url)
  const [bucket = '', ...folders] = pathname.split('/').filter((part) => part !== '')
  const prefix = folders.map((folder) => `${folder}/`).join('')
  return Object.freeze({ endpoint: origin, bucket, prefix, addressing: raw.BLOBS_ADDRESSING, region, keyId, secret })
}

/** Settings of which all or none are given: what knows half of what it needs would fail at its first use. */
const together: readonly [string, readonly SettingName[]][] = [
  ['SMS', smsNames],
  ['BLOBS', blobsNames],
]

const faultsOfGroups = (raw: Partial<Raw>): FieldFault[] =>
  together.flatMap(([group, members]) => {
    const missing = members.filter((name) => raw[name] === undefined)
    if (missing.length === members.length) return []
    return missing.map((name) => faultOf(name, `goes with the other ${group} settings`, undefined))
  })

/** A bucket's name cannot stand before an address of numbers. */
const needsHostName = ({ BLOBS_URL: url, BLOBS_ADDRESSING: addressing }: Partial<Raw>): boolean =>
  url !== undefined && addressing === 'host' && /^(\d+(\.\d+){3}|\[.*\])$/.test(new URL(url).hostname)

const assemble = (raw: Raw, https: Https, lan: string): Config => {
  const scheme = https.kind === 'off' ? 'http' : 'https'
  const publicUrl = new URL(raw.PUBLIC_URL ?? `${scheme}://${lan}:${String(raw.PORT)}`).origin
  return {
    port: raw.PORT,
    host: raw.HOST,
    publicUrl,
    dataDir: path.resolve(raw.DATA_DIR),
    keyDir: path.resolve(raw.KEY_DIR),
    h5Dir: raw.H5_DIR === undefined ? builtH5 : path.resolve(raw.H5_DIR),
    databaseUrl: raw.DATABASE_URL,
    redisUrl: raw.REDIS_URL,
    blobs: blobsOf(raw),
    ledger: Object.freeze(
      raw.LEDGER === 'fabric'
        ? { engine: raw.LEDGER, profile: path.resolve(raw.FABRIC_PROFILE ?? '') }
        : { engine: raw.LEDGER },
    ),
    channels: Object.freeze(raw.CHANNELS),
    codeHosts: Object.freeze(raw.CODE_HOSTS ?? defaultHosts(publicUrl, https, raw.PORT)),
    witnesses: Object.freeze(raw.WITNESSES),
    cityDatabase: raw.CITY_DATABASE === undefined ? undefined : path.resolve(raw.CITY_DATABASE),
    checkFiles: Object.freeze(namedParts(raw.CHECK_FILES)),
    wechat: wechatOf(raw),
    sms: smsOf(raw),
    logLevel: raw.LOG_LEVEL,
    https: Object.freeze(https),
    trustProxy: raw.TRUST_PROXY,
    rateFactor: raw.RATE_FACTOR,
    demo: raw.DEMO,
  }
}

/**
 * The configuration from the environment, frozen. Relative folders are below the current directory.
 * Throws SETTINGS_INVALID whose `faults` name every wrong setting at once.
 */
export const loadConfig = (env: Record<string, string | undefined>, lan: string = lanAddress()): Config => {
  const { raw, faults } = parseEach(env)
  const https = httpsOf(raw, faults)
  if (raw.DATA_DIR !== undefined && raw.KEY_DIR !== undefined) {
    const keyDir = path.resolve(raw.KEY_DIR)
    // A copy of the data folder must not carry the keys that open it.
    if (liesInside(keyDir, path.resolve(raw.DATA_DIR)))
      faults.push(faultOf('KEY_DIR', 'must not lie inside DATA_DIR', keyDir))
  }
  if ((raw.WECHAT_APP_ID === undefined) !== (raw.WECHAT_APP_SECRET === undefined))
    faults.push(faultOf('WECHAT_APP_SECRET', 'goes with WECHAT_APP_ID', undefined))
  for (const one of faultsOfGroups(raw)) if (!faults.some(({ field }) => field === one.field)) faults.push(one)
  if (needsHostName(raw)) faults.push(faultOf('BLOBS_ADDRESSING', 'host needs a BLOBS_URL with a host name', 'host'))
  if (raw.LEDGER === 'fabric' && raw.FABRIC_PROFILE === undefined)
    faults.push(faultOf('FABRIC_PROFILE', 'required when LEDGER is fabric', undefined))
  if (faults.length > 0) throw new AppError('SETTINGS_INVALID', { details: { faults } })
  return Object.freeze(assemble(raw as Raw, https, lan))
}

/** The configuration once the real port is known: only a PORT of 0 changes anything. */
export const withPort = (config: Config, port: number): Config => {
  if (config.port !== 0) return config
  const named = (text: string): string => text.replace(/:0$/, `:${String(port)}`)
  return Object.freeze({
    ...config,
    port,
    publicUrl: named(config.publicUrl),
    codeHosts: Object.freeze([...new Set(config.codeHosts.map(named))]),
  })
}
