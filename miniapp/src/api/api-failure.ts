// A call that did not succeed, as screens see it: a code, what it is about, and a number to quote.
import { isErrorCode, type ErrorCode, type ErrorDetails, type FieldFault } from '@ectrace/shared/errors'
import type { NetworkFailureKind } from '../platform/network-failure'

type FailureParts = {
  code: ErrorCode | 'NETWORK'
  /** HTTP status; 0 when there was no answer. */
  status: number
  details?: ErrorDetails
  requestId?: string | undefined
  /** Only with NETWORK. */
  network?: NetworkFailureKind
  /** Whether the call may have written something before it was lost. */
  wrote?: boolean
}

export class ApiFailure extends Error {
  readonly code: ErrorCode | 'NETWORK'
  readonly status: number
  readonly details: ErrorDetails
  readonly requestId: string | undefined
  readonly network: NetworkFailureKind | undefined
  readonly wrote: boolean
  constructor(parts: FailureParts) {
    super(parts.code)
    this.name = 'ApiFailure'
    this.code = parts.code
    this.status = parts.status
    this.details = parts.details ?? {}
    this.requestId = parts.requestId
    this.network = parts.network
    this.wrote = parts.wrote ?? false
  }
  /** The broken rules, field by field. */
  get faults(): readonly FieldFault[] {
    return this.details.faults ?? []
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFault = (value: unknown): value is FieldFault =>
  isRecord(value) && typeof value['field'] === 'string' && typeof value['rule'] === 'string'

const detailsOf = (value: unknown): ErrorDetails => {
  if (!isRecord(value)) return {}
  const { faults, ...rest } = value
  return Array.isArray(faults) ? { ...rest, faults: faults.filter(isFault) } : rest
}

/** From the server's `{error: {code, message, details, requestId}}`; INTERNAL when the reply has another shape. */
export const failureOf = (status: number, json: unknown, requestId: string | undefined): ApiFailure => {
  const error = isRecord(json) && isRecord(json['error']) ? json['error'] : {}
  const told = typeof error['requestId'] === 'string' ? error['requestId'] : requestId
  const code = isErrorCode(error['code']) ? error['code'] : 'INTERNAL'
  return new ApiFailure({ code, status, details: detailsOf(error['details']), requestId: told })
}
