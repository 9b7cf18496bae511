// changeCredentialStatus: being written.
import { AppError } from '@ectrace/shared/errors'
import type { Rule } from '../rule.ts'

export const changeCredentialStatus: Rule<'changeCredentialStatus'> = () => Promise.reject(new AppError('INTERNAL'))
