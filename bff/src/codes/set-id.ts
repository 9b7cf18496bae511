// The name of a set of codes that is being made: follows from the request, so that a repeat names the same one.
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'

/** 64 hexadecimal digits. `nonce`: of the request (`nonceOf`). */
export const setId = (user: string, nonce: string, batch: string, count: number): string =>
  sha256Hex(canonicalBytes([user, nonce, batch, count]))
