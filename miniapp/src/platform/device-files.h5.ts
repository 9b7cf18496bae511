// Files in a browser: chosen with the system's own dialogue, saved as a download.
import { fault } from '@ectrace/shared/errors'
import { chosen } from './choose-file.h5'
import { NetworkFailure } from './network-failure'
import type { FetchFile, PickFile, SaveFile } from './ports'

export const pickFile: PickFile = async (most, extensions) => {
  const file = await chosen({ accept: extensions.map((extension) => `.${extension}`).join() })
  if (file === undefined) return undefined
  if (file.size > most) throw fault('FILE_TOO_LARGE', '', `at most ${most} bytes`)
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

const saveBlob = (name: string, blob: Blob): Promise<boolean> => {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the address by then; it is not kept for the life of the page.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 60_000)
  return Promise.resolve(true)
}

export const saveFile: SaveFile = (name, text) => saveBlob(name, new Blob([text], { type: 'application/json' }))

const headersOf = (headers: Headers): Record<string, string> => {
  const out: Record<string, string> = {}
  headers.forEach((value, name) => (out[name.toLowerCase()] = value))
  return out
}

/** A server that says nothing for so long is given up. */
const silentMs = 60_000

const readAll = async (reply: Response, onBytes: (bytes: number) => void): Promise<Blob> => {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = reply.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    parts.push(part.value)
    bytes += part.value.length
    onBytes(bytes)
  }
  return new Blob(parts, { type: reply.headers.get('content-type') ?? 'application/octet-stream' })
}

const jsonOf = async (blob: Blob): Promise<unknown> => {
  try {
    return JSON.parse(await blob.text())
  } catch (cause) {
    throw new NetworkFailure('garbled', cause)
  }
}

export const fetchFile: FetchFile = async (method, path, { body, headers = {}, onBytes, stopped }) => {
  const stop = new AbortController()
  let timer = setTimeout(() => undefined, 0)
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stop.abort()
    }, silentMs)
  }
  heard()
  try {
    const reply = await fetch(API_BASE + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
    })
    const blob = await readAll(reply, (bytes) => {
      heard()
      onBytes(bytes)
      if (stopped()) stop.abort()
    })
    return {
      status: reply.status,
      headers: headersOf(reply.headers),
      json: reply.ok ? undefined : await jsonOf(blob),
      save: (name) => saveBlob(name, blob),
    }
  } catch (cause) {
    if (cause instanceof NetworkFailure) throw cause
    throw new NetworkFailure(stopped() ? 'interrupted' : stop.signal.aborted ? 'timeout' : 'offline', cause)
  } finally {
    clearTimeout(timer)
  }
}
