// The tests' own reckoning of Signature Version 4, held against the four examples that AWS publishes with their signatures
// (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Examples: Signature calculations").
import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { canonicalRequest, readAuthorization, signatureFor, stringToSign } from './s3-signature.ts'
import type { Received } from './s3-signature.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const scope = { day: '20130524', region: 'us-east-1', service: 's3' }

const received = (method: string, target: string, headers: Record<string, string>): Received => ({
  method,
  target,
  headers: Object.entries({
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': nothing,
    'x-amz-date': '20130524T000000Z',
    ...headers,
  }),
})

const examples: [name: string, Received, signed: string, signature: string][] = [
  [
    'GET Object',
    received('GET', '/test.txt', { range: 'bytes=0-9' }),
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT Object',
    received('PUT', '/test%24file.text', {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    }),
    'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET Bucket Lifecycle',
    received('GET', '/?lifecycle', {}),
    'host;x-amz-content-sha256;x-amz-date',
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'Get Bucket (List Objects)',
    received('GET', '/?max-keys=2&prefix=J', {}),
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
]

describe('a signature as the tests reckon it', () => {
  test.each(examples)('is the published one: %s', (_name, request, signed, signature) => {
    expect(signatureFor(secret, request, { ...scope, signed: signed.split(';') })).toBe(signature)
  })

  test('goes over the canonical request and the text that are published for GET Object', () => {
    const [, request, signed] = examples[0]!
    const canonical = canonicalRequest(request, signed.split(';'))
    expect(canonical.split('\n')).toEqual([
      'GET',
      '/test.txt',
      '',
      'host:examplebucket.s3.amazonaws.com',
      'range:bytes=0-9',
      `x-amz-content-sha256:${nothing}`,
      'x-amz-date:20130524T000000Z',
      '',
      signed,
      nothing,
    ])
    const digest = createHash('sha256').update(canonical).digest('hex')
    expect(digest).toBe('7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972')
    expect(stringToSign(request, { ...scope, signed: signed.split(';') })).toBe(
      `AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n${digest}`,
    )
  })

  test('orders and encodes a query whatever its order, and takes a plus for a space', () => {
    const [line] = canonicalRequest(received('GET', '/b/?prefix=a%2Fb&marker=x+y&list-type=2', {}), [])
      .split('\n')
      .slice(2)
    expect(line).toBe('list-type=2&marker=x%20y&prefix=a%2Fb')
  })

  test('is read out of the header, and out of nothing else', () => {
    const header = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${nothing}`
    expect(readAuthorization(header)).toEqual({
      ...{ keyId: 'AKIAIOSFODNN7EXAMPLE', ...scope },
      ...{ signed: ['host', 'x-amz-date'], signature: nothing },
    })
    for (const wrong of ['', 'Bearer x', header.replace('SHA256', 'SHA1'), header.slice(0, -1)])
      expect(readAuthorization(wrong)).toBeUndefined()
  })
})
