// Copies text for the reader in a browser.

/** The older way, for pages without encryption. */
const copySelected = (text: string): boolean => {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const focused = document.activeElement
  document.body.append(area)
  area.select()
  const older: { execCommand?: (name: string) => boolean } = document
  const done = older.execCommand?.('copy') ?? false
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}

/** false when the device refuses. */
export const copyText = async (text: string): Promise<boolean> => {
  const older: { clipboard?: Clipboard } = navigator
  try {
    if (older.clipboard === undefined) return copySelected(text)
    await older.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
