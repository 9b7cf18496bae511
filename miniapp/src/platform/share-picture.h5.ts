// Handing a picture on from a browser: with the system's own sheet where there is one, else as a download.
import type { SharePicture } from './ports'

const cancelled = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError'

const download = (file: File): void => {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 60_000)
}

export const sharePicture: SharePicture = async (name, bytes) => {
  const file = new File([bytes], name, { type: 'image/png' })
  const shown = { files: [file] }
  // Older browsers, and all of them outside a secure context, have no sheet.
  const device: Partial<Navigator> = navigator
  if (device.canShare?.(shown) !== true || device.share === undefined) {
    download(file)
    return 'saved'
  }
  try {
    await device.share(shown)
    return 'shared'
  } catch (cause) {
    return cancelled(cause) ? 'cancelled' : 'refused'
  }
}
