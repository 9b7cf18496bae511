// What a handler answers when plain data with status 200 is not enough.
import type { Readable } from 'node:stream'
import type { Recorded } from '@ectrace/shared/api/views'

/** `block` becomes the X-Block header: the reader sends it back as If-Block and reads its own write. */
export class Answer<T> {
  readonly status: 200 | 201 | 202
  readonly data: T
  readonly block: number | undefined
  constructor(status: 200 | 201 | 202, data: T, block?: number) {
    this.status = status
    this.data = data
    this.block = block
  }
}

/** Data that was written as JSON before: sent as it is. */
export class Written<T> {
  readonly json: Buffer
  constructor(data: T) {
    this.json = Buffer.from(JSON.stringify(data))
  }
  /** What the text says; only the type is of use. */
  declare readonly says: T
}

type Sent = {
  /** `attachment`: a browser saves it instead of showing it. */
  shown?: 'inline' | 'attachment'
  /** As of which block it is (X-As-Of-Block). */
  block?: number
}

/** A file that is sent while it is made. `name` is what a browser saves it under. */
export class Streamed<T> {
  readonly type: string
  readonly name: string
  readonly stream: Readable
  readonly shown: 'inline' | 'attachment'
  readonly block: number | undefined
  constructor(type: string, name: string, stream: Readable, { shown = 'inline', block }: Sent = {}) {
    this.type = type
    this.name = name
    this.stream = stream
    this.shown = shown
    this.block = block
  }
  /** What the bytes stand for; only the type is of use. */
  declare readonly says: T
}

const statusOfState = { committed: 201, pending: 202, failed: 202, to_sign: 200 } as const

/** An act: 201 once it is on chain (on every channel it goes to), 202 while that is open, 200 when the caller still has to sign. */
export const recorded = <T>(data: Recorded<T>): Answer<Recorded<T>> => {
  const statuses = [data, ...Object.values(data.channels ?? {})].map(({ state }) => statusOfState[state])
  const status = statuses.includes(200) ? 200 : statuses.includes(202) ? 202 : 201
  return new Answer<Recorded<T>>(status, data, data.height)
}

/** An act on another channel than the one that was asked: that one's height says nothing about reads here. */
export const withoutBlock = <T>({ status, data }: Answer<T>): Answer<T> => new Answer(status, data)
