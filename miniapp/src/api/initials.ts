// Two letters that stand for a person on a shared device.

/** `linli.warehouse` -> LW, `anna` -> AN. Never empty for a login, which has a letter or digit. */
export const initialsOf = (login: string): string => {
  const words = login.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const [first = '', second] = words
  const letters =
    second === undefined ? first.match(/^.{1,2}/u) : [first, second].flatMap((word) => word.match(/^./u) ?? [])
  return (letters ?? []).join('').toUpperCase()
}
