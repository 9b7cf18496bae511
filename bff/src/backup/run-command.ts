// What `pnpm backup`, `pnpm restore` and `pnpm blobs:move` share: arguments or the usage, a progress bar, a sentence and an exit code.
import { AppError } from '@ectrace/shared/errors'
import { failureSentence } from '../failure-sentence.ts'
import { openProgress } from '../progress-bar.ts'

/** `done` blocks of `of` are verified, or blobs moved. */
type Progress = (done: number, of: number) => void

export type Command<Asked> = {
  usage: string
  /** Before the bar; a verification unless it says otherwise. */
  label?: string
  /** Undefined, or a throw, for arguments that are none. */
  parse: (args: string[]) => Asked | undefined
  /** Does it and gives what is said at the end. Throws coded errors. */
  work: (asked: Asked, progress: Progress) => Promise<string>
}

const parsed = <Asked>({ parse }: Command<Asked>, args: string[]): Asked | undefined => {
  try {
    return parse(args)
  } catch {
    return undefined
  }
}

/** A bar for each verification, one after the other; `close` ends one that was broken off. */
const openBars = (label = '校验 verify'): { progress: Progress; close: () => void } => {
  let bar: ReturnType<typeof openProgress> | undefined
  const close = (): void => {
    bar?.end()
    bar = undefined
  }
  const progress: Progress = (done, of) => {
    bar ??= openProgress({ label, total: of, out: process.stderr })
    bar.at(done)
    if (done >= of) close()
  }
  return { progress, close }
}

/** The exit code: 0 done, 1 refused with a sentence, 2 arguments that are none. */
export const runCommand = async <Asked>(args: string[], command: Command<Asked>): Promise<number> => {
  const asked = parsed(command, args)
  if (asked === undefined) {
    process.stderr.write(`${command.usage}\n`)
    return args.includes('--help') ? 0 : 2
  }
  const { progress, close } = openBars(command.label)
  try {
    process.stdout.write(`${await command.work(asked, progress)}\n`)
    return 0
  } catch (error) {
    close()
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${failureSentence(error)}\n`)
    return 1
  }
}
