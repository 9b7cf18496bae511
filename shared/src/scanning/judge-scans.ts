// What is unusual about the scans of one item, as findings with their values. Pure: the same for the page, the brand and the simulation.

/**
 * `you_scanned_before`, `others_scanned`: notes. The others are cautions and make the page amber: more people, cities or speed than one
 * item can have, too many at once, or scans after its hidden code was used by somebody else.
 */
export type ScanFinding =
  | { code: 'you_scanned_before'; level: 'note'; times: number; lastAt: string }
  | { code: 'others_scanned'; level: 'note'; people: number; unknown: number; firstAt: string }
  | { code: 'many_people'; level: 'caution'; people: number; days: number }
  | { code: 'many_cities'; level: 'caution'; cities: string[]; minutes: number }
  | { code: 'impossible_travel'; level: 'caution'; from: string; to: string; kilometres: number; minutes: number }
  | { code: 'burst'; level: 'caution'; scans: number; minutes: number }
