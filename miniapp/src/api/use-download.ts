// A file that the server makes while it is sent: how much has come, giving up, and handing it to the person.
import { useRef, useState } from 'react'
import type { FileReply } from '../platform/ports'
import type { ApiFailure } from './api-failure'
import { useSubmit } from './use-submit'

type Progress = { onBytes: (bytes: number) => void; stopped: () => boolean }

export type Download = {
  busy: boolean
  bytes: number
  failure: ApiFailure | undefined
  start: () => void
  stop: () => void
  /** It is here: `saved` says whether the device took it at once. */
  file: { saved: boolean; save: () => void } | undefined
  clear: () => void
}

/** `load` is a callFile; the file is kept under `name` when the server gives it none. */
export const useDownload = (name: () => string, load: (progress: Progress) => Promise<FileReply>): Download => {
  const [bytes, setBytes] = useState(0)
  const [file, setFile] = useState<Download['file']>(undefined)
  const given = useRef(false)
  const keep = async (reply: FileReply): Promise<void> => {
    const saved = await reply.save(nameIn(reply.headers['content-disposition']) ?? name())
    setFile({ saved, save: () => void keep(reply) })
  }
  const loading = useSubmit(async () => {
    setFile(undefined)
    setBytes(0)
    given.current = false
    await keep(await load({ onBytes: setBytes, stopped: () => given.current }))
  })
  const stoppedByHand = loading.failure?.network === 'interrupted' && given.current
  return {
    busy: loading.busy,
    bytes,
    failure: stoppedByHand ? undefined : loading.failure,
    start: () => {
      loading.run()
    },
    stop: () => {
      given.current = true
    },
    file,
    clear: () => {
      loading.clear()
      setFile(undefined)
    },
  }
}

/** RFC 6266: the extended name (RFC 8187) before the plain one. Nothing in it may lead to another folder. */
const nameIn = (header = ''): string | undefined => {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1]
  const plain = /filename="([^"]+)"/.exec(header)?.[1] ?? /filename=([^;"]+)/.exec(header)?.[1]
  const found = (extended === undefined ? undefined : decoded(extended)) ?? plain
  return found?.trim().replace(/[/\\]/g, '_')
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
