// retireGoods: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const retireGoods: Rule<'retireGoods'> = () => Promise.reject(new AppError('INTERNAL'))
