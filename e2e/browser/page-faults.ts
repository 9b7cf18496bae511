// What a person who cannot see well, or cannot use a mouse, would stumble over on a page as it stands: axe-core's serious findings, and our own sizes.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Asked = {
  /** Contrast of at least 7:1, as large-text mode promises. */
  strict?: boolean
  /** Nothing but colours: the rest is the same as in light. */
  coloursOnly?: boolean
}

/** Rules of axe beyond its defaults: targets that fingers hit, and the contrast of large-text mode. */
const optionsOf = ({ strict = false, coloursOnly = false }: Asked): RunOptions => ({
  resultTypes: ['violations'],
  ...(coloursOnly && {
    runOnly: { type: 'rule', values: ['color-contrast', ...(strict ? ['color-contrast-enhanced'] : [])] },
  }),
  rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: strict } },
})

/** Every serious or critical finding on one line: `color-contrast at .ec-tag: …`. */
export const axeFaults = async (page: Page, asked: Asked = {}): Promise<string[]> => {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe)
  const run = `axe.run(document, ${JSON.stringify(optionsOf(asked))})`
  const { violations } = await page.evaluate<AxeResults>(run)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => {
        const why = failureSummary.replace(/\s+/g, ' ').replace(/^Fix (any|all) of the following: /, '')
        return `${id} at ${target.join(' ')}: ${why}`
      }),
    )
}

type Sized = { /** The least height of what is pressed. */ tap: number }

/** Runs in the page, which this program knows nothing of: text. */
const lookAtSizes = ({ tap }: Sized): string => `(() => {
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(element).visibility !== 'hidden'
  }
  const name = (element) => '.' + String(element.className).split(' ').slice(0, 3).join('.') + ' ' + element.textContent.trim().slice(0, 24)
  const all = [...document.querySelectorAll('*')].filter(seen)
  const small = all
    .filter((element) => element.matches('button, input, textarea, [role=button]'))
    .filter((element) => element.getBoundingClientRect().height < ${String(tap)} - 0.5)
    .map((element) => Math.round(element.getBoundingClientRect().height) + ' px high: ' + name(element))
  const wide = all
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map((element) => 'beyond the edge: ' + name(element))
  const cut = all
    .filter((element) => element.childElementCount === 0 && !element.matches('input, textarea, .ec-voice'))
    .filter((element) => getComputedStyle(element).overflowX === 'hidden')
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => 'cut: ' + name(element))
  return [...small, ...wide, ...cut]
})()`

/** What is too small to press, sticks out of the screen, or is cut. */
export const sizeFaults = (page: Page, sized: Sized): Promise<string[]> => page.evaluate(lookAtSizes(sized))
