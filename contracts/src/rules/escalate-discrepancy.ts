// escalateDiscrepancy: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const escalateDiscrepancy: Rule<'escalateDiscrepancy'> = () => Promise.reject(new AppError('INTERNAL'))
