// The one form of time in signed bytes: ISO 8601 in UTC with milliseconds.

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** True for an existing instant `YYYY-MM-DDTHH:mm:ss.sssZ`; 30 February and 24:00 are not. Years 0000 to 9999. */
export const isInstant = (text: string): boolean => {
  const milliseconds = form.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text
}
