// openAgreement: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const openAgreement: Rule<'openAgreement'> = () => Promise.reject(new AppError('INTERNAL'))
