// The fixed parts of a record in canonical order, as patterns: what envelope.ts and block-decode.ts check member by member.

/** Eight at a time: V8 counts repetitions, and has an eighth of them to count. */
const hex = (characters: number): string => `(?:${'[0-9a-f]'.repeat(8)}){${characters / 8}}`

const whole = '0|[1-9]\\d{0,14}'

/** An integer of at most 15 digits; a comma or a bracket must follow. */
export const integer = '(?:0|-?[1-9]\\d{0,14})'

/** Groups: caller, channel, log, occurredAt (may be missing). */
export const envelopeHead = `\\{"caller":"(U[A-Z2-7]{19})","channel":"([a-z][a-z0-9-]{0,39})","custody":"(?:hosted|own)","log":"([A-Za-z0-9][A-Za-z0-9._:/-]{0,199})","nonce":"${hex(64)}",(?:"occurredAt":"([^"]{24})",)?"operations":`

/** Group: time. */
export const envelopeTail = `,"request":"${hex(64)}","time":"([^"]{24})","v":1\\}`

/** Group: name. */
export const operationTail =
  ',"contract":"[a-z][A-Za-z0-9-]{0,63}","name":"([a-z][A-Za-z0-9]{0,63})","version":[1-9]\\d{0,3}\\}'

/** Groups: eventsDigest, height, index, signature, writesDigest. */
export const leafTail = `,"eventsDigest":"(${hex(64)})","height":(${whole}),"index":(${whole}),"signature":"(${hex(128)})","v":1,"writesDigest":"(${hex(64)})"\\}`

export const fieldName = '[a-z][A-Za-z0-9]{0,39}'

/** Group: the digest of a field. */
export const argument = `"(${hex(64)})"`

/** Group: salt; the value and a bracket follow. */
export const opening = `\\{"salt":"(${hex(32)})","value":`
