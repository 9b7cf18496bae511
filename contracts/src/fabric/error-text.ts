// How a refusal leaves the chaincode: one text `CODE|details as JSON`. It is read back in one place, bff/src/ledger/fabric/chaincode-error.ts.
import { AppError } from '@ectrace/shared/errors'

/** Anything that is no AppError is a fault of ours and says nothing but INTERNAL. */
export const errorText = (error: unknown): string =>
  error instanceof AppError ? `${error.code}|${JSON.stringify(error.details)}` : 'INTERNAL|{}'
