// The command of a witness: watches a log from outside, cosigns what grew as it should, and shouts when it did not.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AppError, messageOf } from '@ectrace/shared/errors'
import { formatVerifierKey, parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { createClient } from './client.ts'
import { printable } from './say-proof.ts'
import { openWitnessFolder } from './witness-folder.ts'
import type { WitnessFolder } from './witness-folder.ts'
import { Alarm, look, Unanswered } from './witness-round.ts'
import type { Look, Witnessing } from './witness-round.ts'

const usage = (
  program: string,
): string => `用法 Usage: pnpm ${program} --url URL [--channel NAME] [--key KEY] [--dir DIR] [--name NAME] [--interval 60] [--once]
  --url       账本所在的网址 where the log is served, such as https://trace.example.com
  --channel   通道名称；不给则为默认通道，每个通道用各自的 --dir the channel, default the server's first; each with a --dir of its own
  --key       您信任的账本公钥；不给则信任第一次见到的 the log's verifier key; without it the first one seen is trusted
  --dir       见证方自己的密钥与记忆 key and memory of this witness, default ./witness
  --name      见证方的名称 name of this witness, fixed at first use
  --interval  每隔多少秒查一次 seconds between two looks, 1 to 86400
  --once      只查一次 one look
退出码 Exit code: 0 正常 as it should be · 1 未能核对 could not be checked (--once) · 2 用法不对 wrong usage · 3 警报 alarm`

type Options = {
  url: string
  channel: string | undefined
  key: string | undefined
  dir: string
  name: string | undefined
  interval: number
  once: boolean
}

const optionsIn = (args: string[]): Options | undefined => {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    const { values } = parseArgs({
      args,
      options: { url: text, channel: text, key: text, dir: text, name: text, interval: text, once: flag },
    })
    const { url, channel, key, dir = join('.', 'witness'), name, interval = '60', once = false } = values
    if (url === undefined || !URL.canParse(url) || !/^[1-9]\d{0,4}$/.test(interval)) return undefined
    if (key !== undefined) parseVerifierKey(key)
    return { url: url.replace(/\/$/, ''), channel, key, dir, name, interval: Math.min(Number(interval), 86_400), once }
  } catch {
    return undefined
  }
}

const sayFirst = (folder: WitnessFolder, { key }: Options, { pin }: Look): void => {
  console.log(`见证方 witness: ${formatVerifierKey(folder.key, 'witness')}`)
  console.log('  请将此公钥写入平台的 WITNESSES 设置 put this key into the setting WITNESSES of the platform')
  console.log(
    key === undefined
      ? '首次见到，自此信任这把账本公钥，请另行核对 first sight: this key of the log is trusted from now on, compare it elsewhere:'
      : '按您给出的公钥 by the key that you gave:',
  )
  console.log(`  ${printable(pin.verifierKey)}`)
}

const sayRestored = ({ restored }: Look): void => {
  if (restored === undefined) return
  const { origin, lostFrom, lostTo, seen } = restored
  const lost = lostTo === null ? `${lostFrom}–?` : lostTo > lostFrom ? `${lostFrom}–${lostTo - 1}` : '无 none'
  console.error(
    `账本自备份恢复，进入新纪元 The log was restored from a backup and goes on as ${printable(origin)}; 丢失的条目 entries lost: ${lost}${
      seen ? '（其中有本见证方见过的 some of which this witness had seen）' : ''
    }`,
  )
}

const sayLook = (outcome: Look, now: string): void => {
  const { pin, before, refusal } = outcome
  sayRestored(outcome)
  const grown = before === undefined ? '' : `，自 ${before.size} 条增长 grown from ${before.size}`
  const taken = refusal === undefined ? '已见证 cosigned' : `已签名，平台未收 signed, not taken: ${printable(refusal)}`
  console.log(`${now} 共 ${pin.size} 条 entries${grown}；${taken}`)
}

const sayAlarm = (alarm: Alarm, { folder, clock }: Witnessing, url: string): void => {
  const at = new Date(clock()).toISOString()
  const { code, seen, shown } = alarm
  const evidence = { v: 1, code, at, url, witness: formatVerifierKey(folder.key, 'witness'), seen: seen ?? null, shown }
  const file = folder.keep(`evidence-${at.replaceAll(':', '-')}.json`, `${JSON.stringify(evidence, null, 2)}\n`)
  console.error(`\n!!! 见证警报 WITNESS ALARM ${code}`)
  console.error(`  ${messageOf(code, 'zh')} ${messageOf(code, 'en')}`)
  console.error(`  此前见过 seen before:\n${(seen?.checkpoint ?? '').split('\n').map(printable).join('\n    ')}`)
  console.error(`  现在出示 shown now:\n${shown.checkpoint.split('\n').map(printable).join('\n    ')}`)
  console.error(`  证据 evidence: ${file}`)
  console.error(
    '  没有签名，记忆未变 Nothing was signed, nothing forgotten. 请告知账本的使用者 Tell those who rely on this log.',
  )
}

/** The exit code when it ends by itself. */
const watch = async (witnessing: Witnessing, options: Options, stop: AbortSignal): Promise<number> => {
  const { folder, clock } = witnessing
  while (!stop.aborted) {
    try {
      const outcome = await look(witnessing)
      if (outcome.before === undefined) sayFirst(folder, options, outcome)
      sayLook(outcome, new Date(clock()).toISOString())
      if (options.once) return 0
    } catch (error) {
      if (error instanceof Alarm) {
        sayAlarm(error, witnessing, options.url)
        return 3
      }
      if (!(error instanceof Unanswered)) throw error
      const again = options.once ? '' : `；${options.interval} 秒后再问 asked again in ${options.interval} s`
      console.error(
        `${new Date(clock()).toISOString()} 未能核对 could not be checked: ${printable(error.message)}${again}`,
      )
      if (options.once) return 1
    }
    // An interrupted pause is the end of the watch, which the loop sees.
    await pause(options.interval * 1000, undefined, { signal: stop }).catch(() => undefined)
  }
  return 0
}

/** What a witness knows of a channel's log by itself, and how that is let go. */
export type OwnKnowledge = { agrees: NonNullable<Witnessing['agrees']>; close: () => Promise<void> }

type OpenOwn = (channel: string | undefined, dir: string) => Promise<OwnKnowledge>

/** Whether `--key` is the log that this witness has watched so far; says so if it is not. */
const isWatched = (folder: WitnessFolder, { key }: Options): boolean => {
  const known = folder.read()
  if (!known || key === undefined || [known.firstKey, known.verifierKey].includes(key)) return true
  console.error(`--key 不是这个见证方所见证的账本 is not the log that this witness watches: ${known.firstKey}`)
  return false
}

const watchAsAsked = async (options: Options, open: OpenOwn | undefined): Promise<number> => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const { url, channel, dir, name, key: trusted } = options
  const folder = openWitnessFolder(dir, name)
  let own: OwnKnowledge | undefined
  try {
    if (!isWatched(folder, options)) return 2
    const client = createClient({ url, ...(channel === undefined ? {} : { channel }) })
    own = await open?.(channel, dir)
    return await watch({ folder, client, trusted, clock: Date.now, agrees: own?.agrees }, options, stop.signal)
  } finally {
    await own?.close()
    folder.close()
  }
}

const sayFault = ({ code, details }: AppError): void => {
  const where = details.faults?.map(({ field, rule }) => `${field}: ${rule}`).join('; ') ?? ''
  console.error(`${code} ${messageOf(code, 'zh')} ${messageOf(code, 'en')} ${where}`)
}

/**
 * Runs `pnpm {program}` with `args` to its end and gives the exit code. `open`: own knowledge of the log of a channel, kept in `dir`; without
 * it only what the log says of itself is checked.
 */
export const runWitness = async (program: string, args: string[], open?: OpenOwn): Promise<number> => {
  const options = optionsIn(args)
  if (options === undefined) {
    console.error(usage(program))
    return 2
  }
  try {
    return await watchAsAsked(options, open)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    sayFault(error)
    return 2
  }
}
