// What a station is called, and its icon.
import { bizSteps, bizStepLabel } from '@ectrace/shared/domain/event'
import type { Translate } from '../../i18n/translate'
import type { IconName } from '../../ui/icon'
import type { Goods, Station } from './trace-story'

const kindIcons: Record<Station['kind'], IconName> = {
  batch: 'leaf',
  transformation: 'factory',
  codes: 'qr',
  activation: 'check',
  dispatch: 'out',
  receipt: 'shop',
  event: 'info',
}
const stepIcons: Record<string, IconName> = {
  inspecting: 'flask',
  transporting: 'truck',
  shipping: 'truck',
  storing: 'box',
  packing: 'box',
  retail_selling: 'shop',
}

export const stationIcon = ({ kind, step = '' }: Station): IconName => stepIcons[step] ?? kindIcons[kind]

export const stationTitle = (t: Translate, language: 'zh' | 'en', { kind, made, step, material }: Station): string => {
  if (kind === 'batch' && material) return t('trace.station.material')
  if (made !== undefined) return t(`trace.station.${made}`)
  const known = kind === 'event' ? bizSteps.find((each) => each === step) : undefined
  return known === undefined ? t(`trace.station.${kind}`) : bizStepLabel(known, language)
}

/** `生牛乳（批次 RM-A1、RM-B2）`: lots of one product together. */
export const goodsText = (t: Translate, goods: readonly Goods[]): string => {
  const lots = new Map<string, string[]>()
  for (const { name = '', lot = '' } of goods) lots.set(name, [...(lots.get(name) ?? []), lot])
  const separator = t('trace.separator')
  return [...lots].map(([name, each]) => t('trace.goods', { name, lots: each.join(separator) })).join(separator)
}

/** `检验合格 · 报告编号 PJ-1 · 温度 4.0 ℃`, as far as it was said. */
export const saidBy = (t: Translate, { result, reportNo, temperature }: Station): string[] =>
  [
    result === 'pass' || result === 'fail' ? t(`trace.result.${result}`) : result,
    reportNo === undefined ? undefined : t('trace.reportNo', { no: reportNo }),
    temperature === undefined ? undefined : t('trace.temperature', { value: temperature }),
  ].filter((line) => line !== undefined)

/** The statement of an inspection body that is not the maker. */
export const isThirdPartyTest = ({ kind, step, speaker }: Station): boolean =>
  kind === 'event' && step === 'inspecting' && speaker.thirdParty
