// Which replies end the life of an idempotency key.

/**
 * Whether this status settles the form: done, or refused with nothing left open. 202 (outcome open), 5xx and 429 keep the key: the same content may be
 * sent again under it. 401 keeps it too: the form is sent again after login.
 */
export const settles = (status: number): boolean =>
  (status >= 200 && status < 300 && status !== 202) ||
  (status >= 400 && status < 500 && status !== 401 && status !== 429)
