// The browser's dialogue for choosing one file.

/** The file chosen, or undefined when the person cancelled. */
export const chosen = async ({ accept, capture }: { accept: string; capture?: string }): Promise<File | undefined> => {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  input.hidden = true
  if (capture !== undefined) input.setAttribute('capture', capture)
  document.body.append(input)
  try {
    const waiting = new Promise<File | undefined>((resolve) => {
      input.addEventListener('change', () => {
        resolve(input.files?.[0])
      })
      input.addEventListener('cancel', () => {
        resolve(undefined)
      })
    })
    input.click()
    return await waiting
  } finally {
    input.remove()
  }
}
