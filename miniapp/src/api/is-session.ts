// A session as storage or the server gives it: unknown until looked at.
import type { Session } from '@ectrace/shared/api/views'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isMe = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['user'] === 'string' &&
  typeof value['login'] === 'string' &&
  Array.isArray(value['roles']) &&
  isRecord(value['organisation']) &&
  typeof value['organisation']['id'] === 'string' &&
  typeof value['organisation']['name'] === 'string'

export const isSession = (value: unknown): value is Session =>
  isRecord(value) &&
  ['token', 'refresh', 'expiresAt'].every((part) => typeof value[part] === 'string') &&
  isMe(value['me'])
