// Asking a person in WeChat for one message of each template; only from a tap, at most three at a time.
import Taro from '@tarojs/taro'
import type { AskForMessages } from './ports'

export const inWechat: boolean = true

export const askForMessages: AskForMessages = async (templates) => {
  try {
    const answer = await Taro.requestSubscribeMessage({ tmplIds: [...templates], entityIds: [] })
    const said: Record<string, unknown> = { ...answer }
    return templates.filter((template) => said[template] === 'accept')
  } catch {
    // Refused in the system's settings, or an old WeChat: nothing was allowed.
    return []
  }
}
