// What the API answers about accounts: ways to log in, the accounts of a person, what is bound to one's own.
import type { UserRole } from '../domain/organisation.ts'
import type { Session } from './views.ts'

/** Which ways to log in this server offers beside the password. */
export type LoginWays = { sms: boolean; wechat: boolean }

/** One of several accounts of the same person. */
export type AccountChoice = { user: string; login: string; organisation: string; roles: UserRole[] }

/** Logged in, or the accounts to choose from: then the same again with `user`. No account at all: an empty list. */
export type LoginAnswer = { session: Session } | { accounts: AccountChoice[] }

/** Seconds until another code may be asked for, and those that this one is good for. */
export type CodeSent = { again: number; life: number }

/** `phone`: as its owner recognises it, 138****5678. `publicKey`: compressed P-256 point in hex, of an own-key user. */
export type AccountView = {
  phone: string | null
  wechat: boolean
  publicKey: string | null
}
