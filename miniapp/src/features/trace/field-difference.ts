// One field that does not hold, as the page shows it: what was painted, and what the chain has where that is public.
import type { ProvenRecord } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { canonical, type Json } from '@ectrace/shared/proof/canonical'
import { fieldDigest } from '@ectrace/shared/proof/record'
import { valueOf } from './record-fields'

/** `proven`: this device found that the original leads to the signed digest; otherwise the platform says so. */
export type FieldDifference = { field: string; painted?: string; original?: string; proven: boolean }

/** Texts as they are, all else as JSON. */
export const printed = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const opens = ({ leaf, op, fields }: ProvenRecord, field: string, value: Json): boolean => {
  const digest = leaf.envelope.operations[op]?.args[field]
  try {
    return digest === fieldDigest(field, fields[field]?.salt ?? '', value)
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const same = (a: Json, b: Json): boolean => {
  try {
    return canonical(a) === canonical(b)
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

export const fieldDifference = (record: ProvenRecord | undefined, field: string): FieldDifference => {
  const painted = valueOf(record, field)
  const claimed = record?.tampered.find((one) => one.field === field)?.original
  const differs = claimed !== undefined && (painted === undefined || !same(painted, claimed))
  return {
    field,
    ...(painted === undefined ? {} : { painted: printed(painted) }),
    ...(differs ? { original: printed(claimed) } : {}),
    proven: differs && record !== undefined && opens(record, field, claimed),
  }
}
