// How far a long command has come: one line rewritten on a terminal, a plain line every few seconds anywhere else.

/** What a stream must offer; `process.stderr` does. */
export type ProgressOut = { write: (text: string) => unknown; isTTY?: boolean }

export type Progress = {
  /** `done` of `total` so far; cheap enough to be called for every item. */
  at: (done: number) => void
  /** Leaves the last state behind on a terminal; to be called however the work ended. */
  end: () => void
}

type Options = {
  /** In both languages, e.g. `校验 verify`. */
  label: string
  total: number
  out: ProgressOut
  /** Milliseconds of a clock that never runs backwards; the process's own unless a test gives one. */
  clock?: () => number
}

const barWidth = 20
const redrawMs = 100
const lineMs = 5_000

const grouped = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')

/** `校验 verify [##########----------] 52% 521,000/1,000,000 48,000/s` */
export const progressLine = (label: string, done: number, total: number, milliseconds: number): string => {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const filled = Math.floor(share * barWidth)
  const bar = '#'.repeat(filled) + '-'.repeat(barWidth - filled)
  const rate = milliseconds > 0 ? (done * 1_000) / milliseconds : 0
  return `${label} [${bar}] ${String(Math.floor(share * 100))}% ${grouped(done)}/${grouped(total)} ${grouped(rate)}/s`
}

/** Short work prints nothing where there is no terminal: the first line comes after five seconds. */
export const openProgress = ({ label, total, out, clock = () => performance.now() }: Options): Progress => {
  const terminal = out.isTTY === true
  const every = terminal ? redrawMs : lineMs
  const started = clock()
  let said = started
  let reached = 0
  const line = (now: number): string => progressLine(label, reached, total, now - started)
  return {
    at: (done) => {
      reached = done
      const now = clock()
      if (now - said < every) return
      said = now
      out.write(terminal ? `\r${line(now)}\u001B[K` : `${line(now)}\n`)
    },
    end: () => {
      if (terminal) out.write(`\r${line(clock())}\u001B[K\n`)
    },
  }
}
