// WeChat runs a mini-program once.
import type { HoldAlone } from './ports'

export const holdAlone: HoldAlone = () => Promise.resolve(true)
