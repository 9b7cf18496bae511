// The bounds told on the page are those of the server.
import { scanRuleSchema } from '@ectrace/shared/scanning/scan-rules'
import { describe, expect, test } from '@jest/globals'
import { bounds, checkRules, rulesOf, ruleGroups, typedRules, type RuleName } from './typed-rules'

const defaults = scanRuleSchema.parse({})
const names = Object.keys(bounds) as RuleName[]

describe('rules of unusual scans', () => {
  test('come back from the page as they were', () => {
    expect(checkRules(typedRules(defaults))).toEqual([])
    expect(rulesOf(typedRules(defaults))).toEqual(defaults)
  })

  test('have every one of them on the page', () => {
    expect(ruleGroups.flatMap(({ fields }): string[] => [...fields]).sort()).toEqual([...names].sort())
  })

  test.each(names)('%s is refused on the page exactly where the server refuses it', (name) => {
    const [least, most] = bounds[name]
    for (const value of [least - 1, least, most, most + 1]) {
      const here = checkRules({ ...typedRules(defaults), [name]: String(value) }).length === 0
      expect([value, here]).toEqual([value, scanRuleSchema.safeParse({ ...defaults, [name]: value }).success])
    }
  })
})
