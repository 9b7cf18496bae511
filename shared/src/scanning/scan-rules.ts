// What an organisation holds to be unusual about the scans of one item: thresholds with defaults. Zod: server only.
import { z } from 'zod'

/**
 * `people`: more different people than that in `peopleDays` days. `cities`: so many cities in `cityHours` hours. `kilometresPerHour`:
 * faster than this between two scans of different places. `burst`: so many scans by anybody in `burstMinutes` minutes.
 */
export const scanRuleSchema = z.strictObject({
  people: z.int().min(2).max(10_000).default(8),
  peopleDays: z.int().min(1).max(365).default(30),
  cities: z.int().min(2).max(100).default(3),
  cityHours: z.int().min(1).max(720).default(2),
  kilometresPerHour: z.int().min(100).max(5_000).default(900),
  burst: z.int().min(3).max(10_000).default(20),
  burstMinutes: z.int().min(1).max(1_440).default(10),
})
export type ScanRules = z.output<typeof scanRuleSchema>
