// Pictures for the README, made by the tests themselves so that they show what is built; only when SCREENSHOTS is set.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

export type ScreenshotName = 'home' | 'demo' | 'receive' | 'refused' | 'trace' | 'tampered'

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))

/** The page as the phone shows it now, 390×844 at twice the pixels, with few colours to stay small. */
export const keepScreenshot = async (page: Page, name: ScreenshotName): Promise<void> => {
  if (process.env['SCREENSHOTS'] === undefined) return
  mkdirSync(folder, { recursive: true })
  const picture = await page.screenshot({ animations: 'disabled' })
  await sharp(picture).png({ palette: true, colours: 128, effort: 10 }).toFile(`${folder}${name}.png`)
}
