// A picture chosen in a browser; works without a secure context, unlike the camera stream.
import type { PickPicture } from './ports'

const chosen = (input: HTMLInputElement): Promise<File | undefined> =>
  new Promise((resolve) => {
    input.addEventListener('change', () => {
      resolve(input.files?.[0])
    })
    input.addEventListener('cancel', () => {
      resolve(undefined)
    })
  })

export const pickPicture: PickPicture = async (source) => {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'image/*'
  input.hidden = true
  if (source === 'camera') input.setAttribute('capture', 'environment')
  document.body.append(input)
  try {
    const waiting = chosen(input)
    input.click()
    const file = await waiting
    if (!file) return undefined
    return { name: file.name, type: file.type, bytes: await file.arrayBuffer(), url: URL.createObjectURL(file) }
  } finally {
    input.remove()
  }
}
