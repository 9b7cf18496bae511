// Opens the blobs where the settings say, and finds out at a start whether an object store takes those settings.
import { AppError } from '@ectrace/shared/errors'
import type { Logger } from 'pino'
import { askBlobs } from './blobs.ts'
import type { Blobs } from './blobs.ts'
import { openFileBlobs } from './file-blobs.ts'
import { openS3Blobs } from './s3-blobs.ts'
import { settingBehind } from './s3-errors.ts'
import type { BlobsPlace } from './store-place.ts'

export const openBlobs = (place: BlobsPlace): Blobs =>
  typeof place === 'string' ? openFileBlobs(place) : openS3Blobs(place)

/** A start does not wait longer than this for a store that is away. */
const brief = { attempts: 1, attemptMs: 3_000, pauseMs: 0 }

/**
 * Throws SETTINGS_INVALID naming the setting that the store refuses. A store that is away for now is told to `log` alone: what needs no
 * blob goes on without it.
 */
export const checkBlobs = async (place: BlobsPlace, log?: Pick<Logger, 'warn'>): Promise<void> => {
  if (typeof place === 'string') return
  try {
    await askBlobs(openS3Blobs(place, brief))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const fault = settingBehind(error)
    if (fault !== undefined)
      throw new AppError('SETTINGS_INVALID', { cause: error.cause, details: { faults: [fault] } })
    log?.warn({ code: error.code, err: error.cause }, 'the store of blobs does not answer')
  }
}
