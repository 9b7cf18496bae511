// grantAuthority: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const grantAuthority: Rule<'grantAuthority'> = () => Promise.reject(new AppError('INTERNAL'))
