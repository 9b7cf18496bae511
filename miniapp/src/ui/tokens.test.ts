// Every pair of colours that stands together is easy enough to read: 4.5:1 in light and dark, 7:1 in large text, all computed from tokens.scss.
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

type Colours = ReadonlyMap<string, string>

const source = readFileSync(new URL('./tokens.scss', import.meta.url), 'utf8').replace(/\/\/.*$/gm, '')

/** The colours that a block sets, by the words before its brace; a block inside of another is found by its own words. */
const blockAt = (start: number): Colours => {
  const open = source.indexOf('{', start)
  const body = source.slice(open + 1, source.indexOf('}', open))
  return new Map(
    [...body.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  )
}
const dark = 'prefers-color-scheme: dark'
const places = {
  light: source.indexOf(':root'),
  dark: source.indexOf(':root', source.indexOf(dark)),
  large: source.indexOf('.ec-screen--large'),
  largeDark: source.indexOf('.ec-screen--large', source.lastIndexOf(dark)),
}
const over = (...layers: Colours[]): Colours => new Map(layers.flatMap((layer) => [...layer]))
const light = blockAt(places.light)
const modes: Record<string, { colours: Colours; least: number }> = {
  light: { colours: light, least: 4.5 },
  dark: { colours: over(light, blockAt(places.dark)), least: 4.5 },
  large: { colours: over(light, blockAt(places.large)), least: 7 },
  'large and dark': {
    colours: over(light, blockAt(places.dark), blockAt(places.large), blockAt(places.largeDark)),
    least: 7,
  },
}

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const tones = ['green', 'amber', 'red', 'blue', 'grey']
const grounds = ['bg', 'surface', 'sunken']
/** [what is written, what it stands on] */
const texts: [string, string][] = [
  ...['ink', 'ink-2'].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...tones.flatMap((tone): [string, string][] => [
    [tone, 'surface'],
    [tone, 'bg'],
    [tone, `${tone}-soft`],
    ['ink', `${tone}-soft`],
    ['on-flood', `${tone}-flood`],
  ]),
  // A toast.
  ['bg', 'ink'],
]
/** Lines that say where something is to be pressed or typed: 3:1 (WCAG 2.2, 1.4.11). */
const lines: [string, string][] = grounds.slice(0, 2).map((ground) => ['line-strong', ground])

const tooFaint = (colours: Colours, pairs: readonly [string, string][], least: number): string[] =>
  pairs
    .map(([ink, ground]) => ({
      pair: `${ink} on ${ground}`,
      ratio: contrast(colours.get(ink) ?? '', colours.get(ground) ?? ''),
    }))
    .filter(({ ratio }) => !(ratio >= least))
    .map(({ pair, ratio }) => `${pair} ${ratio.toFixed(2)}`)

test('black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
})

test.each(Object.entries(modes))('in %s every text can be read on its ground', (_, { colours, least }) => {
  expect(tooFaint(colours, texts, least)).toEqual([])
})

test.each(Object.entries(modes))('in %s the edge of a field can be seen', (_, { colours }) => {
  expect(tooFaint(colours, lines, 3)).toEqual([])
})
