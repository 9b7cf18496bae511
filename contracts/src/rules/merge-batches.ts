// mergeBatches: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const mergeBatches: Rule<'mergeBatches'> = () => Promise.reject(new AppError('INTERNAL'))
