// Bodies and queries about codes, labels, scans, reports, files and notices. Types are inferred from here; only the server parses with them.
import { z } from 'zod'
import { codeActs } from '../codes/code-runs.ts'
import { scanRuleSchema } from '../scanning/scan-rules.ts'
import * as f from './fields.ts'

const page = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
const language = z.enum(['zh', 'en']).optional()
const range = { set: f.codeSet, from: f.codeIndex, to: f.codeIndex }
const coerced = (least: number, most: number): z.ZodType<number> => z.coerce.number().int().min(least).max(most)
const millimetres = (least: number, most: number): z.ZodType<number> => z.coerce.number().min(least).max(most)
/** A link or a path, as scanned. */
const code = z.string().min(1).max(400)
/** Who scans, as the page knows: `f` and a random number that the browser keeps, or `w` and what POST /visitors gave out. */
const visitor = z.string().regex(/^(?:f[0-9a-f]{32}|w[0-9a-f]{64})$/, 'visitor')
const text = (most: number): z.ZodString => z.string().trim().min(1).max(most)
/** No control characters, and none that turn the direction of what follows; joiners stay, for pictures and Indic scripts need them. */
const plain = '[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]'
const line = (most: number): z.ZodString => text(most).regex(new RegExp(`^${plain}+$`, 'u'), 'text.control')
/** Lines of a person's own words. */
const prose = (most: number): z.ZodString =>
  z
    .string()
    .overwrite((given) => given.replace(/\r\n?/g, '\n'))
    .trim()
    .min(1)
    .max(most)
    .regex(new RegExp(`^(?:${plain}|\\n|\\t)+$`, 'u'), 'text.control')

export const importKinds = ['products', 'places', 'batches', 'trades'] as const
export const exportKinds = [...importKinds, 'stock', 'codes', 'scans', 'reports', 'receipts', 'retirements'] as const
export const labelFormats = ['pdf', 'zpl', 'csv', 'xlsx', 'svg'] as const
export const labelTexts = ['product', 'specification', 'lot', 'producedOn', 'expiresOn', 'serial', 'number'] as const
export const reportKinds = ['suspected_copy', 'quality', 'wrong_information', 'already_used', 'other'] as const

export const codeRequests = {
  // codes
  prepareCodes: z.strictObject({ count: z.int().min(1).max(1_000_000) }),
  /** `count` codes made at once (10,000 at most), or those that were `prepared` before. */
  mintCodes: z
    .strictObject({
      count: z.int().min(1).max(10_000).optional(),
      prepared: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'preparation')
        .optional(),
      activation: z.literal('later').optional(),
    })
    .refine(({ count, prepared }) => (count === undefined) !== (prepared === undefined), {
      message: 'count-or-prepared',
      path: ['count'],
    }),
  changeCodes: z
    .strictObject({
      act: z.enum(codeActs),
      ...range,
      reason: z.string().max(40).optional(),
      note: f.note.default(''),
    })
    .superRefine(({ act, reason }, ctx) => {
      const due = act === 'freeze' ? f.freezeReason : act === 'void' ? f.voidReason : undefined
      const holds = due === undefined ? reason === undefined : due.safeParse(reason).success
      if (!holds) ctx.addIssue({ code: 'custom', message: `reason.of-${act}`, path: ['reason'] })
    }),
  codeQuery: z.strictObject({ c: code }),

  // labels
  labelQuery: z.strictObject({
    set: coerced(0, 999),
    from: coerced(0, 999_999),
    count: coerced(1, 1_000_000),
    format: z.enum(labelFormats),
    language,
    /** `roll`: every label is a page. */
    paper: z.enum(['a4', 'a5', 'letter', 'roll']).default('a4'),
    /** Of one label, in mm. */
    width: millimetres(10, 297).default(63.5),
    height: millimetres(10, 420).default(38.1),
    columns: coerced(1, 20).default(3),
    rows: coerced(1, 50).default(7),
    /** Between labels, in mm. */
    gapX: millimetres(0, 50).default(2.5),
    gapY: millimetres(0, 50).default(0),
    /** Dots an inch of a ZPL printer. */
    dpi: z.enum(['203', '300', '600']).default('203'),
    /** Lines under or beside the code, separated by commas. */
    text: z
      .string()
      .max(100)
      .default('product,lot,expiresOn,serial')
      .transform((list) => list.split(',').filter((part) => part !== ''))
      .pipe(z.array(z.enum(labelTexts)).max(6)),
  }),
  issueHiddenCodes: z.strictObject({
    ...range,
    /** Characters of each. */
    length: z.int().min(6).max(16).default(8),
    /** Those handed out before for the same codes are worth nothing from now on; only while none of them was used. */
    replace: z.boolean().default(false),
    format: z.enum(['csv', 'xlsx']).default('csv'),
  }),
  checkHiddenCode: z.strictObject({ c: code, hidden: text(40), visitor: visitor.optional() }),

  // scans
  scan: z.strictObject({ c: code, visitor: visitor.optional(), by: z.enum(['h5', 'weapp']).default('h5') }),
  /** From `wx.login`. */
  visitor: z.strictObject({ code: z.string().min(1).max(200) }),
  scanQuery: z.strictObject({
    ...page,
    batch: f.id('batch').optional(),
    c: code.optional(),
    since: f.instant.optional(),
  }),
  scanAlertQuery: z.strictObject({
    ...page,
    batch: f.id('batch').optional(),
    open: z.enum(['true', 'false']).optional(),
  }),
  closeScanAlert: z.strictObject({ outcome: z.enum(['copied', 'harmless', 'unclear']), note: f.note.default('') }),
  scanRules: scanRuleSchema,
  anchorScans: z.strictObject({ day: f.day.optional() }),

  // reports of consumers
  report: z.strictObject({
    /** Whatever was scanned: what is not ours may be reported too. */
    c: line(400),
    kind: z.enum(reportKinds),
    text: prose(1_000),
    /** Telephone or mail, if the reporter wants an answer; only the company and the regulator see it. */
    contact: line(100).optional(),
    /** City or shop, as the reporter says. */
    place: line(100).optional(),
    visitor: visitor.optional(),
    language,
  }),
  reportQuery: z.strictObject({
    ...page,
    state: z.enum(['open', 'answered', 'closed']).optional(),
    batch: f.id('batch').optional(),
  }),
  answerReport: z.strictObject({ state: z.enum(['answered', 'closed']), answer: prose(1_000) }),

  // files
  commitImport: z.strictObject({ mode: z.enum(['all', 'good']) }),
  importRowQuery: z.strictObject({ ...page, only: z.enum(['bad', 'good']).optional() }),
  templateQuery: z.strictObject({ format: z.enum(['csv', 'xlsx']).default('csv'), language }),
  exportQuery: z.strictObject({
    format: z.enum(['csv', 'xlsx']).default('csv'),
    language,
    batch: f.id('batch').optional(),
    since: f.instant.optional(),
  }),

  // notices
  noticeQuery: z.strictObject({ ...page, unread: z.enum(['true']).optional() }),
  /** All up to this one, or these. */
  readNotices: z
    .strictObject({ upTo: z.int().min(1).optional(), ids: z.array(z.int().min(1)).min(1).max(200).optional() })
    .refine(({ upTo, ids }) => (upTo === undefined) !== (ids === undefined), {
      message: 'up-to-or-ids',
      path: ['upTo'],
    }),
  bindWechat: z.strictObject({ code: z.string().min(1).max(200) }),
  /** Kinds of notice that the caller has just allowed one message of each, as WeChat counts. */
  subscribe: z.strictObject({ kinds: z.array(z.string().min(1).max(40)).min(1).max(3) }),
} as const
