// What an organisation holds to be unusual about the scans of one item: thresholds with defaults. Zod: server only.
import { z } from 'zod'

/**
 * Only somebody's first scan of the item counts, so that whoever has it may look as often as he likes. `people`: more different people
 * than that in `peopleDays` days. `cities`: so many cities far from each other in `cityHours` hours; `spreadCities`: in `spreadDays` days.
 * `kilometresPerHour`: faster than this from one person to another. `burst`: so many scans by anybody in `burstMinutes` minutes.
 */
export const scanRuleSchema = z.strictObject({
  people: z.int().min(2).max(400).default(10),
  peopleDays: z.int().min(1).max(365).default(30),
  cities: z.int().min(2).max(100).default(3),
  cityHours: z.int().min(1).max(720).default(2),
  spreadCities: z.int().min(2).max(100).default(4),
  spreadDays: z.int().min(1).max(365).default(14),
  kilometresPerHour: z.int().min(100).max(5_000).default(900),
  burst: z.int().min(3).max(400).default(20),
  burstMinutes: z.int().min(1).max(1_440).default(10),
})
export type ScanRules = z.output<typeof scanRuleSchema>
