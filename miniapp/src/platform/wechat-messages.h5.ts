// A browser has no messages of WeChat.
import type { AskForMessages } from './ports'

export const inWechat: boolean = false

export const askForMessages: AskForMessages = () => Promise.resolve([])
