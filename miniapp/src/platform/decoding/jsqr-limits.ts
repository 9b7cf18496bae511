// How long the page waits for jsQR, which may take seconds over noise.

/** Milliseconds, while a camera runs and for a still picture. */
export const jsqrLimits = { live: 1_000, still: 4_000 }
