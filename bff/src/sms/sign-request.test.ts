// What sign-request.ts promises, held against the worked example of Alibaba Cloud's documentation.
import { expect, test } from '@jest/globals'
import { canonicalQuery, signRequest } from './sign-request.ts'

test('the documented request has the documented signature', () => {
  const authorization = signRequest(
    { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' },
    {
      method: 'POST',
      query: {
        RegionId: 'cn-shanghai',
        ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      },
      headers: {
        host: 'ecs.cn-shanghai.aliyuncs.com',
        'x-acs-action': 'RunInstances',
        'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'x-acs-date': '2023-10-26T10:22:32Z',
        'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
        'x-acs-version': '2014-05-26',
      },
      body: '',
    },
  )
  expect(authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
      'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})

test('values are encoded as RFC 3986 says, and stand in the order of their names', () => {
  expect(canonicalQuery({ b: "a b*(1)'!~", A: '青' })).toBe('A=%E9%9D%92&b=a%20b%2A%281%29%27%21~')
})
