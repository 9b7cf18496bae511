// The closed list of error codes, their HTTP status and what they say to people in Chinese and English.

const table = {
  // input
  BAD_REQUEST: [400, '请求格式不正确', 'The request is malformed'],
  INVALID_JSON: [400, '请求内容不是有效的 JSON', 'The body is not valid JSON'],
  JSON_TOO_DEEP: [400, 'JSON 嵌套层数过多', 'The JSON is nested too deeply'],
  VALIDATION_FAILED: [400, '填写的内容不符合要求', 'Some fields break a rule'],
  BODY_TOO_LARGE: [413, '请求内容超过大小上限', 'The body is larger than allowed'],
  UNSUPPORTED_MEDIA: [415, '不支持的文件类型', 'This type of file is not supported'],
  NOT_CANONICAL: [400, '数据无法规范化', 'The value has no canonical form'],
  INVALID_QUANTITY: [400, '数量格式不正确', 'The quantity is not a plain decimal number'],
  INVALID_TIME: [400, '时间格式不正确', 'The time is not an ISO 8601 instant with offset'],
  // codes
  CODE_MALFORMED: [400, '这不是本平台的追溯码', 'This is not a trace code of this platform'],
  CODE_FOREIGN_HOST: [
    400,
    '这个码的网址不是本平台，请当心假冒查询网站',
    'This code points to another site; beware of fake query pages',
  ],
  CODE_KEY_ORDER: [400, '追溯码的字段顺序不正确', 'The keys of the code are in the wrong order'],
  CODE_CHECK_DIGIT: [400, '校验位不正确，可能输错或印错', 'The check digit is wrong'],
  CODE_FORGED: [404, '这个码不是本平台签发的', 'This code was not issued by this platform'],
  CODE_UNKNOWN: [404, '没有找到这个码的记录', 'No record of this code'],
  IDENTIFIER_INVALID: [400, '机构代码不正确', 'The organisation identifier is not valid'],
  // files
  FILE_UNREADABLE: [422, '文件无法读取', 'The file cannot be read'],
  FILE_TOO_LARGE: [422, '文件内容超过上限', 'There is more in the file than allowed'],
  IMPORT_HAS_ERRORS: [422, '文件中有不符合要求的行，未写入', 'Some rows break a rule; nothing was written'],
  // who
  UNAUTHENTICATED: [401, '请先登录', 'Please log in'],
  SESSION_EXPIRED: [401, '登录已过期，请重新登录', 'The session has expired, please log in again'],
  BAD_CREDENTIALS: [401, '账号或密码不正确', 'Wrong account or password'],
  FORBIDDEN: [403, '没有权限进行这个操作', 'You may not do this'],
  WRONG_ORGANISATION: [403, '这个操作只能由交易的另一方进行', 'Only another organisation may do this'],
  ORGANISATION_NOT_VERIFIED: [403, '机构尚未实名', 'The organisation is not verified yet'],
  USER_REVOKED: [403, '用户已被停用', 'The user has been revoked'],
  RATE_LIMITED: [429, '操作太频繁，请稍后再试', 'Too many requests, try again later'],
  // resources
  NOT_FOUND: [404, '没有找到', 'Not found'],
  ALREADY_EXISTS: [409, '已经存在', 'It already exists'],
  STATE_CONFLICT: [409, '当前状态不允许这个操作', 'The current state does not allow this'],
  // requests that write
  IDEMPOTENCY_KEY_REQUIRED: [400, '缺少 Idempotency-Key', 'An Idempotency-Key header is required'],
  IDEMPOTENCY_MISMATCH: [
    409,
    '同一个 Idempotency-Key 已用于不同的内容',
    'This Idempotency-Key was used with another body',
  ],
  // goods
  INSUFFICIENT_QUANTITY: [409, '库存不足', 'Not enough of the batch is held'],
  QUANTITY_NOT_BALANCED: [409, '投入与产出数量不平衡', 'Quantities in and out do not balance'],
  UNIT_NOT_IN_BATCH: [409, '这个码不属于该批次', 'The code does not belong to the batch'],
  CODE_NOT_ACTIVE: [409, '这个码尚未启用、已冻结或已作废', 'The code is not in use, frozen or void'],
  UNIT_NOT_HELD: [409, '这件商品不在您手中', 'You do not hold this unit'],
  RECEIPT_REFUSED: [
    409,
    '收货内容与链上交易不一致，已拒绝',
    'The goods differ from the trade on chain; the receipt is refused',
  ],
  LICENCE_MISSING: [409, '缺少有效的证照', 'A valid licence is missing'],
  BATCH_RECALLED: [409, '批次已被召回', 'The batch is recalled'],
  COUNT_CONFLICT: [409, '清点期间交易已变化', 'The trade changed while it was counted'],
  // ledger
  SIGNATURE_INVALID: [400, '签名无效', 'The signature is not valid'],
  LOG_MISMATCH: [400, '交易不是写给这条链的', 'The transaction was made for another log'],
  CLOCK_SKEW: [
    400,
    '交易时间与账本时间相差过大',
    'The time of the transaction is too far from the clock of the ledger',
  ],
  DUPLICATE_TRANSACTION: [409, '交易已经上链', 'The transaction is on chain already'],
  STATE_DIGEST_MISMATCH: [500, '状态数据与链上摘要不一致', 'A state value does not match its digest on chain'],
  LEDGER_DAMAGED: [500, '账本文件损坏', 'The ledger file is damaged'],
  LEDGER_ROLLED_BACK: [500, '账本比已签名的检查点更短', 'The ledger is shorter than a checkpoint already signed'],
  LEDGER_LOCKED: [500, '账本正被另一个进程使用', 'Another process has this ledger open'],
  LEDGER_STOPPED: [503, '账本因磁盘错误停止写入', 'The ledger stopped writing after a disk error'],
  LEDGER_BUSY: [503, '账本繁忙，请稍后再试', 'The ledger is busy, try again later'],
  ENDORSEMENT_REFUSED: [
    502,
    '其他机构的节点没有同意这笔交易，未写入',
    'The peers of another organisation did not endorse this; nothing was written',
  ],
  BACKUP_DAMAGED: [500, '备份不完整或已被改动', 'The backup is incomplete or was changed'],
  STORAGE_FULL: [507, '磁盘空间不足，未写入', 'The disk is full, nothing was written'],
  READ_MODEL_BEHIND: [503, '数据正在同步', 'The read model is behind the chain'],
  // proofs
  PROOF_MALFORMED: [422, '证明数据格式不正确', 'The proof is malformed'],
  FIELD_DIGEST_MISMATCH: [422, '字段内容与链上摘要不一致', 'A field differs from its digest on chain'],
  RECORD_MISPLACED: [422, '记录与它所说明的对象不符', 'The record speaks of something else than it is shown for'],
  INCLUSION_INVALID: [422, '包含证明不成立', 'The inclusion proof does not hold'],
  CONSISTENCY_INVALID: [
    422,
    '账本历史被改写：一致性证明不成立',
    'The log rewrote its history: the consistency proof does not hold',
  ],
  CHECKPOINT_MALFORMED: [422, '检查点格式不正确', 'The checkpoint is malformed'],
  CHECKPOINT_SIGNATURE: [422, '检查点签名不成立', 'The signature of the checkpoint does not hold'],
  CHECKPOINT_WRONG_LOG: [422, '检查点来自另一条链', 'The checkpoint belongs to another log'],
  CHECKPOINT_ROLLED_BACK: [422, '检查点比本机见过的更旧', 'The checkpoint is older than one seen before'],
  CHECKPOINT_SHORTENED: [422, '账本被截短后重新签名', 'The log was cut short and signed again'],
  CHECKPOINT_FORKED: [422, '账本分叉：同一大小有两个不同的根', 'The log has two histories: one size, two roots'],
  CHECKPOINT_SIZE_FALSE: [422, '检查点的条目数与它的根不符', 'The size in the checkpoint does not belong to its root'],
  MANIFEST_INVALID: [422, '随货清单与签名不符', 'The manifest does not belong to its signature'],
  COSIGNATURE_INVALID: [422, '见证签名不成立', 'The cosignature of the witness does not hold'],
  WITNESS_UNKNOWN: [403, '见证方不在本平台的名单上', 'This witness is not on the list of this platform'],
  // settings and operation
  SETTINGS_INVALID: [500, '设置不正确', 'The settings are not valid'],
  SERVER_BUSY: [503, '系统繁忙，请稍后再试', 'The server is busy, try again later'],
  WECHAT_FAILED: [502, '微信接口返回错误', 'WeChat answered with an error'],
  SMS_FAILED: [502, '短信没有发出', 'The SMS was not sent'],
  NOT_READY: [503, '服务尚未就绪', 'The service is not ready'],
  INTERNAL: [500, '服务器内部错误', 'Internal error'],
} as const satisfies Record<string, readonly [status: number, zh: string, en: string]>

/** Every code that can reach a person or a program. */
export type ErrorCode = keyof typeof table

/** One broken rule: where (`lines.0.quantity`), which rule, and optionally what stood there and what could stand `instead`. */
export type FieldFault = { field: string; rule: string; value?: string; instead?: string }

export type ErrorDetails = Record<string, unknown> & { faults?: FieldFault[] }

/** HTTP status of a code. */
export const statusOf = (code: ErrorCode): number => table[code][0]

/** What a code says to people. */
export const messageOf = (code: ErrorCode, language: 'zh' | 'en'): string => table[code][language === 'zh' ? 1 : 2]

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.prototype.hasOwnProperty.call(table, value)

/** An expected failure. `details` is shown to the caller: never put secrets or personal data there. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(messageOf(code, 'en'), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** A bad input at one field. */
export const fault = (code: ErrorCode, field: string, rule: string, value?: string): AppError =>
  new AppError(code, { details: { faults: [value === undefined ? { field, rule } : { field, rule, value }] } })
