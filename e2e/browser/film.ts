// Films QR codes for Chromium's camera.
import { execFile } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { openChromium } from './chromium.ts'
import { withPhone } from './phone.ts'

const run = promisify(execFile)

export type Film = {
  /** Absolute path of the video. */
  file: string
  /** Shows these texts from now on, half a second each, over and over; a camera that is open keeps what it had. */
  show: (texts: readonly string[]) => Promise<void>
  end: () => void
}

/** A PNG of the code, as a printed label has it. */
export const picture = (text: string): Promise<Buffer> =>
  QRCode.toBuffer(text, { width: 420, margin: 4, errorCorrectionLevel: 'M' })

// Two frames of each code, centred on white: what a steady hand sees.
const filter = 'pad=640:480:(ow-iw)/2:(oh-ih)/2:white,format=yuv420p'

export const openFilm = (): Film => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-film-'))
  const file = path.join(folder, 'camera.y4m')
  return {
    file,
    show: async (texts) => {
      // A folder for each film: ffmpeg takes every picture that it finds there.
      const codes = mkdtempSync(path.join(folder, 'codes-'))
      await Promise.all(
        texts.map((text, i) => QRCode.toFile(path.join(codes, `code${i}.png`), text, { width: 420, margin: 4 })),
      )
      const next = path.join(folder, 'next.y4m')
      const frames = ['-framerate', '2', '-i', path.join(codes, 'code%d.png')]
      await run(process.env['TEST_FFMPEG'] ?? 'ffmpeg', ['-y', ...frames, '-vf', filter, '-r', '4', next])
      renameSync(next, file)
    },
    end: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Lends a phone whose camera shows these texts, in a browser of its own: one that had a camera open a moment ago may
 * hand on the picture it had.
 */
export const withCamera = async (
  film: Film,
  { origin, texts }: { origin: string; texts: readonly string[] },
  visit: (page: Page) => Promise<void>,
): Promise<void> => {
  await film.show(texts)
  const browser = await openChromium(film.file)
  try {
    await withPhone(browser, { origin, camera: true }, visit)
  } finally {
    await browser.close()
  }
}

/** A PNG with no code in it. */
export const blankPicture = (): Promise<Buffer> =>
  sharp({ create: { width: 480, height: 480, channels: 3, background: '#c8d2cc' } })
    .png()
    .toBuffer()
