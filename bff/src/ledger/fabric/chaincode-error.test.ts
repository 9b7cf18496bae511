// A refusal crosses the peer as one text: what the chaincode writes is what the door reads.
import { describe, expect, test } from '@jest/globals'
import { errorText } from '@ectrace/contracts/fabric/error-text'
import { AppError, fault } from '@ectrace/shared/errors'
import { chaincodeError } from './chaincode-error.ts'

describe('a refusal of the chaincode', () => {
  test.each([
    fault('ALREADY_EXISTS', 'operations.0.args.id', 'new', 'L|"{}'),
    new AppError('DUPLICATE_TRANSACTION', { details: { transaction: '00' } }),
    new AppError('FORBIDDEN'),
  ])('crosses with its code and its details, also behind the words of the peer', (error) => {
    const text = errorText(error)
    for (const message of [text, `chaincode response 500, ${text}`]) {
      const { code, details } = chaincodeError(message)
      expect({ code, details }).toEqual({ code: error.code, details: error.details })
    }
  })

  test('that is no coded error says nothing of its own, and another text is an internal error', () => {
    expect(errorText(new TypeError('x is undefined'))).toBe('INTERNAL|{}')
    for (const message of ['no endorsers', 'NO_CODE|{}', 'FORBIDDEN|[]', 'FORBIDDEN|{', 'FORBIDDEN', ''])
      expect(chaincodeError(message).code).toBe('INTERNAL')
  })
})
