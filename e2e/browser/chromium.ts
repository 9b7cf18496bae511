// The system's Chromium, quiet and without a network of its own.
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const cameraOf = (film: string): string[] => [
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
]

const { TEST_CHROMIUM: whole = '/usr/bin/chromium', TEST_CHROMIUM_SHELL: shell = whole } = process.env

/** `film`: an absolute path of a y4m video that the camera shows; it is read anew each time a page opens the camera. */
export const openChromium = (film?: string): Promise<Browser> =>
  film === undefined
    ? chromium.launch({ executablePath: shell, args: quiet })
    : chromium.launch({ executablePath: whole, args: [...quiet, ...cameraOf(film)] })
