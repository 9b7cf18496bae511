// returnGoods: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const returnGoods: Rule<'returnGoods'> = () => Promise.reject(new AppError('INTERNAL'))
