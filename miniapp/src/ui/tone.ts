// What colours mean: never alone, each comes with an icon and a word.

/** good: agreed or verified; caution: look closer; bad: refused, recalled, tampered; act: something to do; wait: not known yet. */
export type Tone = 'good' | 'caution' | 'bad' | 'act' | 'wait'

export const toneIcons = {
  good: 'check',
  caution: 'alert',
  bad: 'cross',
  act: 'info',
  wait: 'clock',
} as const satisfies Record<Tone, string>
