// WeChat answered with an error code; the text beside it is not kept, it may name a person.

export class WechatRefused extends Error {
  readonly errcode: number
  constructor(errcode: number) {
    super(`WeChat answered with errcode ${String(errcode)}`)
    this.name = 'WechatRefused'
    this.errcode = errcode
  }
}
