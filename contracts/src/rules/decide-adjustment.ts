// decideAdjustment: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const decideAdjustment: Rule<'decideAdjustment'> = () => Promise.reject(new AppError('INTERNAL'))
