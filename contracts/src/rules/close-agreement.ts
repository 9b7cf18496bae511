// closeAgreement: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const closeAgreement: Rule<'closeAgreement'> = () => Promise.reject(new AppError('INTERNAL'))
