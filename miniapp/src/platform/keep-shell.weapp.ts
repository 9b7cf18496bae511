// WeChat keeps the program on the phone by itself.
import type { KeepShell } from './ports'

export const keepShell: KeepShell = () => undefined
