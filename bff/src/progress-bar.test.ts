// The line of a long command, on a terminal and in a file.
import { describe, expect, test } from '@jest/globals'
import { openProgress, progressLine } from './progress-bar.ts'

const watched = (isTTY: boolean) => {
  const texts: string[] = []
  const time = { now: 0 }
  const out = { isTTY, write: (text: string) => texts.push(text) }
  const progress = openProgress({ label: '校验 verify', total: 1_000, out, clock: () => time.now })
  const at = (now: number, done: number): void => {
    time.now = now
    progress.at(done)
  }
  return { texts, at, end: progress.end }
}

describe('progress', () => {
  test('names the work, its share, its counts and its rate', () => {
    expect(progressLine('校验 verify', 521_000, 1_000_000, 10_000)).toBe(
      '校验 verify [##########----------] 52% 521,000/1,000,000 52,100/s',
    )
    expect(progressLine('校验 verify', 0, 0, 0)).toBe('校验 verify [####################] 100% 0/0 0/s')
  })

  test('rewrites one line on a terminal, ten times a second at most, and leaves the last one', () => {
    const { texts, at, end } = watched(true)
    for (let now = 1; now <= 300; now++) at(now, now)
    end()
    expect(texts.length).toBe(4)
    expect(texts.every((text) => text.startsWith('\r校验 verify ['))).toBe(true)
    expect(texts.at(-1)).toMatch(/30% 300\/1,000 .*\n$/)
  })

  test('prints a plain line every five seconds where there is no terminal, and nothing for short work', () => {
    const { texts, at, end } = watched(false)
    at(4_999, 10)
    at(5_000, 20)
    at(5_001, 30)
    at(10_000, 40)
    end()
    expect(texts).toEqual([
      '校验 verify [--------------------] 2% 20/1,000 4/s\n',
      '校验 verify [--------------------] 4% 40/1,000 4/s\n',
    ])
  })
})
