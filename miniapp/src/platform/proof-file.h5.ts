// Files of proofs in a browser: chosen with the system's own dialogue, saved as a download.
import { fault } from '@ectrace/shared/errors'
import { chosen } from './choose-file.h5'
import type { PickFile, SaveFile } from './ports'

export const pickFile: PickFile = async (most) => {
  const file = await chosen({ accept: '.json,application/json' })
  if (file === undefined) return undefined
  if (file.size > most) throw fault('PROOF_MALFORMED', '', `at most ${most} bytes`)
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

export const saveFile: SaveFile = (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
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
