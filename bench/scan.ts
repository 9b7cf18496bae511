// `pnpm bench scan`: pictures of worn, dark, blurred … labels through the chain that the H5 page's worker runs, beside jsQR and zxing alone.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { say, sayLines, machine } from './measure/machine.ts'
import { checkUnion, sayTable, summary } from './scan/report.ts'
import { kinds, picturesOf } from './scan/pictures.ts'
import type { Kind } from './scan/pictures.ts'
import { openReaders, readerNames } from './scan/readers.ts'
import type { Outcome } from './scan/report.ts'

const { values } = parseArgs({
  options: {
    /** How often each picture is read; its time is the median. */
    runs: { type: 'string', default: '3' },
    /** Pictures of each kind. */
    each: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is not a whole number from 1`)
  return value
}
const [runs, each, seed] = [whole(values.runs), whole(values.each), whole(values.seed)]

const [loadBefore = 0] = loadavg()
sayLines({
  machine: machine(loadBefore),
  pictures: `${String(each * kinds.length)} of 1280 × 720 in ${String(kinds.length)} kinds, seed ${String(seed)}; links of the platform in 5 kinds of code on 3 hosts, levels L, M, Q`,
  found: 'every code in the picture, each with exactly its text; a wrong text counts as not found and is told',
  time: 'processor time of the decoding thread, on an idle machine that of the clock (said below as well)',
  alone: 'jsQR and zxing-wasm as they are called without options, on the same pixels',
  chain:
    'a still picture: zxing as it is, then inverted, calmed, sharpened, halved, nearer, one threshold, then jsQR with its time limit',
})

const readers = await openReaders()
const measure = async (kind: Kind): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const { texts, pixels } of picturesOf(kind, each, seed))
    outcomes.push(await readers.read({ kind, texts, pixels }, runs))
  return outcomes
}

const [warmUp] = picturesOf('plain', 1, seed + 1)
if (warmUp) await readers.read(warmUp, 3)
const all: Outcome[] = []
for (const kind of kinds) {
  const outcomes = await measure(kind)
  all.push(...outcomes)
  say(
    `${kind}: ${readerNames.map((name) => `${name} ${String(outcomes.filter((one) => one[name].found).length)}`).join(', ')}`,
  )
}
say('')
sayTable(all)
const broken = checkUnion(all)
say(JSON.stringify(summary(all)))
if (broken) process.exitCode = 1
