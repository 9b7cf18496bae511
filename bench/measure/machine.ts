// Says what a bench ran on: processors, memory, Node, load, and whether its folder lies on a disk at all.
import { statfs } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { round } from './figures.ts'

export const say = (line: string): void => {
  console.log(line)
}

/** Name and text of each condition, one a line. */
export const sayLines = (lines: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(lines)) say(`${name.padEnd(12)} ${text}`)
}

/** The last line, for machines. */
export const sayJson = (figures: Readonly<Record<string, number>>): void =>
  say(JSON.stringify(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))))

/** `loadBefore`: of the machine before the bench began, what others were doing with it. */
export const machine = (loadBefore: number): string => {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = processors[0]?.model ?? 'processor'
  return `${processors.length} × ${model}, ${memory} GiB, Node ${process.versions.node}; load before ${loadBefore.toFixed(1)}`
}

const tmpfs = 0x01021994

export const diskOf = async (folder: string): Promise<string> => {
  const { type } = await statfs(folder)
  return type === tmpfs ? 'MEMORY (tmpfs), so nothing was durable' : `file system type 0x${type.toString(16)}`
}
