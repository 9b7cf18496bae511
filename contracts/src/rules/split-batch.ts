// splitBatch: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const splitBatch: Rule<'splitBatch'> = () => Promise.reject(new AppError('INTERNAL'))
