// answerDiscrepancy: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const answerDiscrepancy: Rule<'answerDiscrepancy'> = () => Promise.reject(new AppError('INTERNAL'))
