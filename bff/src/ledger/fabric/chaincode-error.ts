// A refusal of the chaincode as the coded error it was: `CODE|details as JSON`, written by contracts/src/fabric/error-text.ts.
import { AppError, isErrorCode } from '@ectrace/shared/errors'
import type { ErrorDetails } from '@ectrace/shared/errors'

const detailsOf = (text: string): ErrorDetails | undefined => {
  try {
    const details: unknown = JSON.parse(text)
    return typeof details === 'object' && details !== null && !Array.isArray(details)
      ? (details as ErrorDetails)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * `message` is what the peer says; it puts its own words before the chaincode's (`chaincode response 500, …`). INTERNAL, with the
 * message as cause, when there is no code of ours in it.
 */
export const chaincodeError = (message: string): AppError => {
  const [, code, text = ''] = /(?:^|[ ,:])([A-Z_]{1,40})\|(\{.*\})$/s.exec(message) ?? []
  const details = detailsOf(text)
  return isErrorCode(code) && details ? new AppError(code, { details }) : new AppError('INTERNAL', { cause: message })
}
