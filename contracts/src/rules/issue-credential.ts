// issueCredential: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const issueCredential: Rule<'issueCredential'> = () => Promise.reject(new AppError('INTERNAL'))
