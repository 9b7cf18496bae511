// The Content-Disposition of a file (RFC 6266): a name that old readers understand, and the true one where that is another.

const mostSigns = 120

/** Signs that a file system or a header takes for something else become hyphens. */
const safe = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Cs}"%*/:;<>?\\|]/gu, '-').slice(0, mostSigns)

/** RFC 5987 leaves fewer signs as they are than encodeURIComponent does. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export const dispositionOf = (shown: 'inline' | 'attachment', name: string): string => {
  const whole = safe(name)
  const plain = whole.replace(/[^\x20-\x7e]+/g, '_')
  const base = `${shown}; filename="${plain}"`
  return plain === whole ? base : `${base}; filename*=UTF-8''${encoded(whole)}`
}
