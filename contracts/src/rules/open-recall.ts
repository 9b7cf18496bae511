// openRecall: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const openRecall: Rule<'openRecall'> = () => Promise.reject(new AppError('INTERNAL'))
