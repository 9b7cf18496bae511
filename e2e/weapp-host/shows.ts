// Waits for words on the page in front.
import { settled } from './settled.ts'
import type { WeappHost } from './weapp-host.ts'
import { textOf } from './wxml-node.ts'

/** Fails after 20 s with what stands there instead, and with what the bundle told its console. */
export const shows = (host: WeappHost, words: string): Promise<void> =>
  settled(
    () => textOf(host.tree()).includes(words),
    () => `${words}: ${textOf(host.tree())} ${host.errors.join('; ')}`,
    20_000,
  )
