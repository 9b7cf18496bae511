// aggregate: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const aggregate: Rule<'aggregate'> = () => Promise.reject(new AppError('INTERNAL'))
