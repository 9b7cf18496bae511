// Puts values into the `{name}` places of a sentence, and chooses the word that fits a number: `{n} {n|code|codes}`.

export type Values = Record<string, string | number>

/** A place without a value stays as it is, so that a mistake is seen and not silently swallowed. */
export const fill = (sentence: string, values: Values = {}): string =>
  sentence.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (place, name: string, one?: string, several?: string) => {
    if (!(name in values)) return place
    const value = String(values[name])
    return (value === '1' ? one : several) ?? value
  })
