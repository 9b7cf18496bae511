// The code that the operating system gave a failure: ENOENT, EADDRINUSE …

/** Undefined when it is no system error. Not by class: errors of Node's own realm are of another one under a test runner. */
export const systemCode = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
