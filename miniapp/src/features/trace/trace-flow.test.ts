// Who held the goods, out of the stations of a story.
import { describe, expect, test } from '@jest/globals'
import { makeTrace } from './trace-fixture'
import { holdersOf } from './trace-flow'
import { tellStory, type Station } from './trace-story'

const at = (by: string, kind: Station['kind'], more: Partial<Station> = {}): Station => ({
  key: `${by}:${kind}:${more.trade ?? more.time ?? ''}`,
  record: `${by}:${kind}`,
  kind,
  material: false,
  time: '2026-11-01T08:00:00+08:00',
  where: { city: by },
  speaker: { name: by, level: 'verified', thirdParty: false, custody: 'own' },
  by,
  goods: [],
  evidence: [],
  ...more,
})
const sent = (by: string, trade: string): Station => at(by, 'dispatch', { trade })
const got = (by: string, trade: string): Station => at(by, 'receipt', { trade })
const names = (stations: Station[]): (string | undefined)[] => holdersOf(stations).map(({ speaker }) => speaker.name)

describe('holders', () => {
  test('stand in the order in which they had the goods, each once with all it did', () => {
    const way = [
      at('farm', 'batch', { material: true, goods: [{ name: 'milk' }] }),
      sent('farm', 'T1'),
      got('dairy', 'T1'),
      at('dairy', 'transformation', { goods: [{ name: 'milk' }] }),
      sent('dairy', 'T2'),
      got('shop', 'T2'),
      at('dairy', 'codes'),
    ]
    expect(names(way)).toEqual(['farm', 'dairy', 'shop'])
    expect(holdersOf(way).map(({ stations }) => stations.map(({ kind }) => kind))).toEqual([
      ['batch', 'dispatch'],
      ['receipt', 'transformation', 'dispatch', 'codes'],
      ['receipt'],
    ])
    expect(holdersOf(way).some((holder) => 'from' in holder)).toBe(false)
  })

  test('are not those who only test or carry the goods', () => {
    expect(names([at('farm', 'batch'), at('lab', 'event'), sent('farm', 'T1'), at('carrier', 'event')])).toEqual([
      'farm',
    ])
  })

  test('name who gave the goods when that is not the one before, as with a batch that went to two shops', () => {
    const way = [at('dairy', 'batch'), sent('dairy', 'T1'), sent('dairy', 'T2'), got('one', 'T1'), got('two', 'T2')]
    expect(holdersOf(way).map(({ speaker, from }) => [speaker.name, from?.name])).toEqual([
      ['dairy', undefined],
      ['one', undefined],
      ['two', 'dairy'],
    ])
  })

  test('stand there twice when the goods came back to them', () => {
    const way = [at('a', 'batch'), sent('a', 'T1'), got('b', 'T1'), sent('b', 'T2'), got('a', 'T2')]
    expect(names(way)).toEqual(['a', 'b', 'a'])
  })

  test('that received in two loads from the same supplier stand there once', () => {
    const way = [at('a', 'batch'), sent('a', 'T1'), got('b', 'T1'), sent('b', 'T2'), sent('a', 'T3'), got('b', 'T3')]
    expect(names([...way, got('c', 'T2')])).toEqual(['a', 'b', 'c'])
  })

  test('of a real trace are its farm, its maker and its buyer', () => {
    const { view } = makeTrace()
    const [farm, maker, buyer, ...others] = holdersOf(tellStory(view).stations)
    expect(others).toEqual([])
    expect([farm, maker, buyer].map((holder) => holder?.stations.length)).not.toContain(undefined)
    expect(maker?.goods).toEqual([{ name: '生鲜乳', lot: 'RAW-1106' }])
  })
})
