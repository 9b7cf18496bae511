// Tells the browsers inside other apps apart: some of them give a page no camera. Pure.

export type InAppBrowser = 'wechat' | 'alipay' | 'weibo' | 'qq' | 'dingtalk' | 'douyin' | 'baidu'

const marks: readonly (readonly [InAppBrowser, RegExp])[] = [
  ['wechat', /MicroMessenger/i],
  ['alipay', /AlipayClient/i],
  ['weibo', /\bWeibo\b|__weibo__/i],
  ['dingtalk', /DingTalk/i],
  ['douyin', /aweme|BytedanceWebview|ToutiaoMicroApp|NewsArticle/i],
  ['baidu', /baiduboxapp/i],
  // QQ itself says `QQ/8.9`; its browser of the same house (`MQQBrowser/`) is a browser like others.
  ['qq', /(?:^|\s)QQ\//],
]

/** undefined: a browser of its own. */
export const inAppBrowserOf = (userAgent: string): InAppBrowser | undefined =>
  marks.find(([, mark]) => mark.test(userAgent))?.[0]
