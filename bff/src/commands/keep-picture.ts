// Takes in a picture: true type by its bytes, bounded pixels, drawn anew without EXIF, kept under the digest of the result.
import type { EvidenceView } from '@ectrace/shared/api/views'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'

export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export const uploadLimit = 8 * 1024 * 1024
const pixelLimit = 40_000_000
const longSide = 2_048

type PictureType = (typeof pictureTypes)[number]
const typeOfFormat: Partial<Record<string, PictureType>> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }

/** Throws UNSUPPORTED_MEDIA for anything that is not one of the three types, VALIDATION_FAILED for too many pixels. */
export const keepPicture = async (deps: Deps, organisation: string, bytes: Uint8Array): Promise<EvidenceView> => {
  const { picture, type } = await redrawn(bytes)
  const digest = await deps.blobs.put(picture)
  await deps.vault
    .insertInto('evidence')
    .values({ digest, type, bytes: picture.length, organisation, created_at: deps.clock() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return { digest, type, bytes: picture.length }
}

const redrawn = async (bytes: Uint8Array): Promise<{ picture: Buffer; type: PictureType }> => {
  // Loaded with the first picture: a server starts sooner without it.
  const { default: sharp } = await import('sharp')
  try {
    const source = sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error', animated: false })
    const { format } = await source.metadata()
    const type = typeOfFormat[format]
    if (type === undefined) throw new AppError('UNSUPPORTED_MEDIA', { details: { accepted: pictureTypes } })
    // autoOrient applies the EXIF turn before sharp leaves all metadata behind.
    const picture = await source
      .autoOrient()
      .resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true })
      .toBuffer()
    return { picture, type }
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && /pixel limit/i.test(error.message))
      throw fault('VALIDATION_FAILED', 'picture', `at-most-${String(pixelLimit)}-pixels`)
    throw new AppError('UNSUPPORTED_MEDIA', { cause: error, details: { accepted: pictureTypes } })
  }
}
