import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { liesInside, loadConfig, withPort } from './config.ts'
import { settings } from './settings.ts'

const faultsOf = (env: Record<string, string>): Record<string, string> => {
  try {
    loadConfig(env, '192.0.2.7')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('SETTINGS_INVALID')
    return Object.fromEntries(
      (error.details.faults ?? []).map(({ field, rule, value }) => [field, `${rule}|${value ?? ''}`]),
    )
  }
  return {}
}

describe('settings', () => {
  test('an empty environment gives the documented defaults, frozen', () => {
    const config = loadConfig({}, '192.0.2.7')
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: 'http://192.0.2.7:8080',
      channels: ['trace'],
      ledger: { engine: 'embedded' },
      https: { kind: 'off' },
      trustProxy: false,
      demo: false,
      rateFactor: 1,
      redisUrl: undefined,
    })
    expect(config.codeHosts).toEqual(['192.0.2.7:8080', 'localhost:8080', '127.0.0.1:8080'])
    expect(Object.isFrozen(config) && Object.isFrozen(config.codeHosts)).toBe(true)
  })

  test('every example in the table is accepted', () => {
    const env = Object.fromEntries(Object.entries(settings).map(([name, { example }]) => [name, example]))
    expect(faultsOf(env)).toEqual({})
  })

  test('all faults are named in one error', () => {
    const faults = faultsOf({
      PORT: '80a',
      PUBLIC_URL: 'ftp://x',
      LOG_LEVEL: 'loud',
      RATE_FACTOR: '0',
      CODE_HOSTS: 'https://x/',
    })
    expect(Object.keys(faults).sort()).toEqual(['CODE_HOSTS', 'LOG_LEVEL', 'PORT', 'PUBLIC_URL', 'RATE_FACTOR'])
    expect(faults['PORT']).toBe('integer|80a')
  })

  test('a password in REDIS_URL is not repeated', () => {
    expect(faultsOf({ REDIS_URL: 'http://user:hunter2@x' })['REDIS_URL']).toBe('a redis:// or rediss:// address|')
  })

  test.each([
    ['./data/keys', './data'],
    ['./data', './data'],
    ['data/../data/x', 'data'],
  ])('a key folder %s inside the data folder %s is refused', (keys, data) => {
    expect(Object.keys(faultsOf({ KEY_DIR: keys, DATA_DIR: data }))).toEqual(['KEY_DIR'])
  })

  test('a sibling whose name begins alike is not inside', () => {
    expect(liesInside('/a/data-keys', '/a/data')).toBe(false)
    expect(liesInside('/a/data/..keys', '/a/data')).toBe(true)
  })

  test('the public address has no path, no user and no slash at its end', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://trace.example.com/' }).publicUrl).toBe('https://trace.example.com')
    expect(Object.keys(faultsOf({ PUBLIC_URL: 'https://trace.example.com/app' }))).toEqual(['PUBLIC_URL'])
    expect(Object.keys(faultsOf({ PUBLIC_URL: 'https://a@trace.example.com' }))).toEqual(['PUBLIC_URL'])
  })

  test('https with files needs both files, and follows from TLS_CERT alone', () => {
    expect(Object.keys(faultsOf({ HTTPS: 'files' }))).toEqual(['TLS_CERT', 'TLS_KEY'])
    expect(Object.keys(faultsOf({ TLS_CERT: '/x.pem' }))).toEqual(['TLS_KEY'])
    expect(loadConfig({ HTTPS: 'self-signed' }, '192.0.2.7').publicUrl).toBe('https://192.0.2.7:8080')
  })

  test('a store for evidence is an endpoint, a bucket and a prefix, and goes with its key and region', () => {
    const all = {
      BLOBS_URL: 'https://minio.example.com:9000/evidence/trace/v1/',
      BLOBS_REGION: 'us-east-1',
      BLOBS_ACCESS_KEY_ID: 'minioadmin',
      BLOBS_ACCESS_KEY_SECRET: 'hunter2-hunter2',
    }
    expect(loadConfig({}).blobs).toBeUndefined()
    expect(loadConfig(all).blobs).toEqual({
      ...{ endpoint: 'https://minio.example.com:9000', bucket: 'evidence', prefix: 'trace/v1/', addressing: 'path' },
      ...{ region: 'us-east-1', keyId: 'minioadmin', secret: 'hunter2-hunter2' },
    })
    expect(loadConfig({ ...all, BLOBS_URL: 'http://10.0.0.7/evidence' }).blobs).toMatchObject({ prefix: '' })
    const { BLOBS_URL } = all
    expect(faultsOf({ BLOBS_URL })).toEqual({
      BLOBS_REGION: 'goes with the other BLOBS settings|',
      BLOBS_ACCESS_KEY_ID: 'goes with the other BLOBS settings|',
      BLOBS_ACCESS_KEY_SECRET: 'goes with the other BLOBS settings|',
    })
    expect(faultsOf({ ...all, BLOBS_ACCESS_KEY_SECRET: 'short' })).toEqual({
      BLOBS_ACCESS_KEY_SECRET: 'an AccessKey secret|',
    })
    expect(Object.keys(faultsOf({ ...all, BLOBS_URL: 'http://10.0.0.7/evidence', BLOBS_ADDRESSING: 'host' }))).toEqual([
      'BLOBS_ADDRESSING',
    ])
  })

  test.each([
    'https://s3.example.com',
    'https://s3.example.com/',
    'https://user:hunter2@s3.example.com/evidence',
    'https://s3.example.com/evidence?x=1',
    'https://s3.example.com/evidence/../other',
    'https://s3.example.com/evidence/%2e%2e',
    'https://s3.example.com/Evidence',
    's3://evidence',
  ])('%s names no bucket, and is not repeated', (url) => {
    expect(faultsOf({ BLOBS_URL: url })['BLOBS_URL']).toMatch(/^(http\(s\):\/\/host|an http\(s\) address).*\|$/)
  })

  test('an empty variable is a variable that is not set', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 8080, redisUrl: undefined })
  })

  test('with port 0 the address follows the port that was taken', () => {
    const config = withPort(loadConfig({ PORT: '0' }, '192.0.2.7'), 4321)
    expect(config.publicUrl).toBe('http://192.0.2.7:4321')
    expect(config.codeHosts).toEqual(['192.0.2.7:4321', 'localhost:4321', '127.0.0.1:4321'])
    const fixed = loadConfig({ PORT: '8080' }, '192.0.2.7')
    expect(withPort(fixed, 8080)).toBe(fixed)
  })
})
