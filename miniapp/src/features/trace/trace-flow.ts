// The way of the goods from hand to hand: the stations of a story, put together by who held the goods.
import type { Goods, Speaker, Station, Where } from './trace-story'

export type Holder = {
  key: string
  speaker: Speaker
  where: Where
  /** First and last act, as the stations say it. */
  since: string
  until: string
  /** What it did, in order. */
  stations: Station[]
  /** Who handed it over, when that is not the holder listed before. */
  from?: Speaker
  /** What went into the product here, or what the raw material was. */
  goods: Goods[]
}

type Draft = Holder & { by: string; giver: string | undefined }

const isMaking = ({ kind }: Station): boolean => kind === 'batch' || kind === 'transformation'

/** Who sent each trade. */
const senders = (stations: readonly Station[]): Map<string, Station> =>
  new Map(
    stations.flatMap((station) =>
      station.kind === 'dispatch' && station.trade !== undefined ? [[station.trade, station] as const] : [],
    ),
  )

const begun = (station: Station, giver: string | undefined, index: number): Draft => ({
  key: `${station.by}:${String(index)}`,
  by: station.by,
  giver,
  speaker: station.speaker,
  where: station.where,
  since: station.time,
  until: station.time,
  stations: [],
  goods: [],
})

/** With whom the goods were at this station: an inspection body and whoever only speaks of them hold nothing. */
const holderAt = (drafts: readonly Draft[], station: Station, giver: string | undefined): Draft | undefined => {
  const own = drafts.filter(({ by }) => by === station.by).at(-1)
  if (station.kind === 'receipt') {
    // What was handed on and comes back from somebody else is held a second time.
    const handedOn = drafts.some((draft) => draft.giver === station.by)
    return handedOn && own?.giver !== giver ? undefined : own
  }
  if (own !== undefined || isMaking(station) || station.kind === 'dispatch') return own
  return drafts.at(-1)
}

const add = (draft: Draft, station: Station): void => {
  draft.stations.push(station)
  draft.until = station.time
  if (station.kind === 'receipt' || draft.where.city === undefined) draft.where = station.where
  if (isMaking(station)) draft.goods.push(...station.goods)
}

/** Oldest first; whoever held the goods twice stands there twice. */
export const holdersOf = (stations: readonly Station[]): Holder[] => {
  const sent = senders(stations)
  const drafts: Draft[] = []
  for (const station of stations) {
    const giver = station.kind === 'receipt' ? sent.get(station.trade ?? '') : undefined
    let draft = holderAt(drafts, station, giver?.by)
    if (draft === undefined) {
      draft = begun(station, giver?.by, drafts.length)
      if (giver !== undefined && drafts.at(-1)?.by !== giver.by) draft.from = giver.speaker
      drafts.push(draft)
    }
    add(draft, station)
  }
  return drafts.map(({ by: _by, giver: _giver, ...holder }) => holder)
}
