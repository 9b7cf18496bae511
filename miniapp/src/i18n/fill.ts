// Puts values into the `{name}` places of a sentence.

export type Values = Record<string, string | number>

/** A place without a value stays as it is, so that a mistake is seen and not silently swallowed. */
export const fill = (sentence: string, values: Values = {}): string =>
  sentence.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place))
