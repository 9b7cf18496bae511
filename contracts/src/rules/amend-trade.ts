// amendTrade: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const amendTrade: Rule<'amendTrade'> = () => Promise.reject(new AppError('INTERNAL'))
