// What a proof file has shown, in words for the terminal: Chinese first, English beside it, and what it leaves open.
import type { ProvenFile } from '@ectrace/shared/proof/proof-file'

/** Control letters that a terminal would obey, and those that turn the direction of writing, are written as escapes. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)

const custody = {
  hosted: '由平台代为签名 signed by the platform for the user',
  own: '由用户自己的密钥签名 signed with the user’s own key',
} as const

/** Time since the checkpoint, in the largest unit that fits. */
const ageOf = (time: string, now: number): string => {
  const minutes = Math.max(0, Math.floor((now - Date.parse(time)) / 60_000))
  if (minutes < 120) return `${minutes} 分钟前 minutes ago`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} 小时前 hours ago`
  return `${Math.floor(minutes / 1440)} 天前 days ago`
}

/** A proven file in lines; `now` in milliseconds since the epoch. */
export const sayProof = (proven: ProvenFile, now: number): string => {
  const { operation, transaction, caller, time, checkpoint, proof, values, withheld, compared, witnessed } = proven
  const fields = Object.entries(values).map(([name, value]) => `    ${name} = ${printable(JSON.stringify(value))}`)
  return [
    '证明成立 The proof holds',
    `  记录 record      ${operation.name} (${operation.contract} v${operation.version})`,
    `  交易 transaction ${transaction}.${proof.operation}`,
    `  签名 signed by   ${caller}，${custody[proven.custody]}`,
    `  时间 time        ${time} （签名人所述 by the signer’s word）`,
    `  账本 log         ${printable(checkpoint.origin)}`,
    `  位置 place       第 ${proof.leafIndex} 条，共 ${checkpoint.size} 条 entry ${proof.leafIndex} of ${checkpoint.size}`,
    `  检查点 checkpoint ${checkpoint.time}，${ageOf(checkpoint.time, now)}`,
    ...witnessed.map(({ name, time: at }) => `  见证 witnessed   ${printable(name)}，${at}`),
    '  字段 fields',
    ...fields,
    ...(withheld.length === 0
      ? []
      : [`  未公开（只有摘要）withheld, digest only: ${withheld.map(printable).join(', ')}`]),
    '这份证明不能说明 What it does not show',
    '  - 没有遗漏其他记录，也不说明之后没有更正 that nothing was left out, or corrected later',
    '  - 签名人所说属实：只说明是谁在何时这样说的 that what was said is true: only who said it',
    '  - 检查点之后账本的情况 how the log went on after this checkpoint',
    ...(compared ? ['  （已与您此前见过的检查点比对 compared with the checkpoint that you saw）'] : [notCompared]),
  ].join('\n')
}

const notCompared =
  '  - 别人看到的是同一本账：请用 --seen 比对 that others see the same log: compare with --seen, or ask a witness'
