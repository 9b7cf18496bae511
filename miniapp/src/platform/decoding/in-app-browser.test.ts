// What in-app-browser.ts promises, on what these apps send.
import { expect, test } from '@jest/globals'
import { inAppBrowserOf } from './in-app-browser'

const android = 'Mozilla/5.0 (Linux; Android 13; V2203A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 '

test.each([
  ['wechat', `${android}Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003253) NetType/WIFI`],
  ['alipay', `${android}Chrome/108.0 Mobile Safari/537.36 NebulaSDK/1.8 AliApp(AP/10.5.88) AlipayClient/10.5.88`],
  ['weibo', `${android}Chrome/96.0 Mobile Safari/537.36 Weibo (vivo-V2203A__weibo__13.5.1__android__android13)`],
  ['qq', `${android}MQQBrowser/6.2 TBS/046295 Mobile Safari/537.36 V1_AND_SQ_8.9.28 QQ/8.9.28.10155`],
  ['dingtalk', `${android}Chrome/98.0 Mobile Safari/537.36 AliApp(DingTalk/7.0.30) com.alibaba.android.rimet`],
  [undefined, `${android.replace('Version/4.0 ', '')}Chrome/120.0.0.0 Mobile Safari/537.36`],
  [undefined, `${android}MQQBrowser/14.2 Mobile Safari/537.36`],
])('%s', (app, userAgent) => {
  expect(inAppBrowserOf(userAgent)).toBe(app)
})
