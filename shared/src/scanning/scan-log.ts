// The log of a channel's scans as a chain of hashes: none can be changed, left out or put in later without the newest hash telling.
import { canonical } from '../proof/canonical.ts'
import { sha256HexOfText } from '../proof/hash.ts'

/** One row of the log. `position` counts a channel's scans from 0, `at` in milliseconds since 1970, coordinates as decimal degrees. */
export type LoggedScan = {
  position: number
  path: string
  batch: string
  organisation: string
  person: string | null
  at: number
  city: string | null
  latitude: string | null
  longitude: string | null
  by: string
}

/** What stands before the first scan of a channel. */
export const scanLogStart = (channel: string): string => sha256HexOfText(canonical(['ectrace/scan-log/v1', channel]))

/** The hash of a row over the one before it: lower-case hexadecimal SHA-256 of the canonical list of both. */
export const scanHash = (previous: string, scan: LoggedScan): string =>
  sha256HexOfText(
    canonical([
      ...['ectrace/scan/v1', previous, scan.position, scan.path, scan.batch, scan.organisation, scan.person],
      ...[scan.at, scan.city, scan.latitude, scan.longitude, scan.by],
    ]),
  )
