// The city that a network address seems to be in, from an MMDB file; the address itself goes no further than this.
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { Reader } from 'mmdb-lib'
import type { CityResponse } from 'mmdb-lib'
import { fault } from '@ectrace/shared/errors'
import type { ScanPlace } from '@ectrace/shared/scanning/judge-places'

/** Undefined for an address that the file does not know to be in a city. */
export type Cities = (address: string) => ScanPlace | undefined

/** A name in a list of somebody else's making. */
const longestName = 80

/** Ten kilometres, about: nearer than that nobody knows, or should. */
const rounded = (degrees: number): string => (Math.round(degrees * 10) / 10 + 0).toFixed(1)

const placeOf = ({ city, location }: CityResponse): ScanPlace | undefined => {
  const name = city?.names['zh-CN'] ?? city?.names.en
  if (name === undefined || location === undefined) return undefined
  const { latitude, longitude } = location
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
  return { city: name.slice(0, longestName), latitude: rounded(latitude), longitude: rounded(longitude) }
}

const unusable = (file: string): Error => fault('SETTINGS_INVALID', 'CITY_DATABASE', 'a readable MMDB file', file)

/** Reads the whole file into memory, once. Throws SETTINGS_INVALID naming CITY_DATABASE when it is none. */
export const openCities = async (file: string): Promise<Cities> => {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) throw unusable(file)
  let reader: Reader<CityResponse>
  try {
    reader = new Reader<CityResponse>(bytes)
    reader.get('1.1.1.1')
  } catch {
    throw unusable(file)
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    if (isIP(plain) === 0) return undefined
    try {
      const found = reader.get(plain)
      return found === null ? undefined : placeOf(found)
    } catch {
      // An IPv6 address in a file of IPv4, or an entry that is broken: as good as not known.
      return undefined
    }
  }
}
