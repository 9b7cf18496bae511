// Where a kept picture can be seen.

/** Address of the picture with this digest (its bytes hash to it). */
export const blobUrl = (digest: string): string => `${API_BASE}/api/v1/blobs/${digest}`
