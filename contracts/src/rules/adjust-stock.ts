// adjustStock: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const adjustStock: Rule<'adjustStock'> = () => Promise.reject(new AppError('INTERNAL'))
