// disaggregate: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const disaggregate: Rule<'disaggregate'> = () => Promise.reject(new AppError('INTERNAL'))
