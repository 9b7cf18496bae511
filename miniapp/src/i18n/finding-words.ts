// What is unusual about the scans of an item, in a sentence with its values.
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import { formatTime } from './format'
import type { Translate } from './translate'

/** 40 → 40 分钟; 120 → 2 小时; 4320 → 3 天: exact, or in the smaller unit. */
export const spanOf = (t: Translate, minutes: number): string => {
  if (minutes < 1) return t('finding.span.short')
  if (minutes % 1440 === 0) return t('finding.span.days', { n: minutes / 1440 })
  if (minutes % 60 === 0) return t('finding.span.hours', { n: minutes / 60 })
  return minutes < 120 ? t('finding.span.minutes', { n: minutes }) : t('finding.span.hours', { n: hoursOf(minutes) })
}

/** One decimal is enough above two hours. */
const hoursOf = (minutes: number): string => String(Math.round(minutes / 6) / 10)

export const findingWords = (t: Translate, finding: ScanFinding): string => {
  switch (finding.code) {
    case 'you_scanned_before':
      return t('finding.you_scanned_before', { n: finding.times, time: formatTime(finding.lastAt) })
    case 'others_scanned':
      return t(finding.unknown === 0 ? 'finding.others_scanned' : 'finding.others_scanned.unknown', {
        people: finding.people,
        unknown: finding.unknown,
        time: formatTime(finding.firstAt),
      })
    case 'many_people':
      return t('finding.many_people', { days: finding.days, people: finding.people })
    case 'many_cities':
      return t('finding.many_cities', {
        span: spanOf(t, finding.minutes),
        n: finding.cities.length,
        cities: finding.cities.join(t('trace.separator')),
      })
    case 'impossible_travel':
      return t('finding.impossible_travel', {
        span: spanOf(t, finding.minutes),
        from: finding.from,
        to: finding.to,
        kilometres: finding.kilometres,
      })
    case 'burst':
      return t('finding.burst', { span: spanOf(t, finding.minutes), n: finding.scans })
  }
}
