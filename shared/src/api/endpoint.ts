// An endpoint as plain data with its types attached; the server serves it, the clients call it.
import type { UserRole } from '../domain/organisation.ts'

/** Who may call: anybody (with a rate limit), anybody logged in, or logged in with one of these roles. */
export type Access =
  | { kind: 'public'; limit: 'read' | 'scan' | 'login' | 'register' | 'report' }
  | { kind: 'session' }
  | { kind: 'roles'; roles: readonly UserRole[] }

export type Endpoint<Params extends string = string, Query = unknown, Body = unknown, Reply = unknown> = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below /api/v1, with `:name` parameters. */
  path: string
  access: Access
  /** Key of `requests` for the body (POST) or the query (GET). */
  schema?: string
  /** Compile-time only. */
  readonly types?: { params: Params; query: Query; body: Body; reply: Reply }
}
export type ParamsOf<E> =
  E extends Endpoint<infer P, never, never, never> ? P : E extends { types?: { params: infer P } } ? P : never
export type QueryOf<E> = E extends { types?: { query: infer Q } } ? Q : never
export type BodyOf<E> = E extends { types?: { body: infer B } } ? B : never
export type ReplyOf<E> = E extends { types?: { reply: infer R } } ? R : never
