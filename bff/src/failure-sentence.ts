// Says in one sentence, in both languages, why the server did not start; no stack, no secret.
import { AppError, messageOf } from '@ectrace/shared/errors'

const inBrackets = (value: string | undefined): string => (value === undefined ? '' : ` (${value})`)

/** The details of a coded error as `name value` pairs and `SETTING (value): rule`. */
const detailsOf = ({ details }: AppError): string => {
  const { faults = [], ...rest } = details
  const named = faults.map(({ field, rule, value }) => `${field}${inBrackets(value)}: ${rule}`)
  const plain = Object.entries(rest)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${String(value)}`)
  return [...named, ...plain].join('; ')
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 2_000)

export const failureSentence = (error: unknown): string => {
  if (!(error instanceof AppError)) {
    return oneLine(`启动失败 · The server did not start: ${error instanceof Error ? error.message : String(error)}`)
  }
  const what = detailsOf(error)
  return oneLine(
    `${messageOf(error.code, 'zh')} · ${messageOf(error.code, 'en')} [${error.code}]${what === '' ? '' : `: ${what}`}`,
  )
}
