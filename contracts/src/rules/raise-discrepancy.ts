// raiseDiscrepancy: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const raiseDiscrepancy: Rule<'raiseDiscrepancy'> = () => Promise.reject(new AppError('INTERNAL'))
