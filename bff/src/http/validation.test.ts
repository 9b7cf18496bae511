import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { z } from 'zod'
import { parsed } from './validation.ts'

const faultsOf = (schema: z.ZodType, input: unknown): FieldFault[] => {
  try {
    parsed(schema, input)
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_FAILED') return error.details.faults ?? []
    throw error
  }
  return []
}

describe('validation', () => {
  test('names the field and the rule of everything that is wrong', () => {
    const faults = faultsOf(requests.createPlace, { name: ' x', latitude: 1, extra: true })
    expect(faults).toEqual([
      { field: 'name', rule: 'text.trimmed', value: ' x' },
      { field: 'city', rule: 'required' },
      { field: 'latitude', rule: 'type.string', value: '1' },
      { field: 'extra', rule: 'unknown' },
    ])
  })

  test.each(['1e3', '-1', '１０', '+1', '01', '.5', '1.', '0.1000000000001', ''])(
    'the quantity %j names its place in the request',
    (quantity) => {
      const batch = {
        product: `P${'A'.repeat(19)}`,
        lot: 'L1',
        producedOn: '2026-11-01',
        place: `L${'A'.repeat(19)}`,
        quantity,
      }
      const [fault, ...others] = faultsOf(requests.createBatch, batch)
      expect(others).toEqual([])
      expect(fault).toMatchObject({ field: 'quantity', value: quantity })
      expect(fault?.rule).not.toBe('')
    },
  )

  test('never repeats a password, a token or a key', () => {
    const account = { login: 'x y', password: 'short', publicKey: 'secret-key' }
    const faults = faultsOf(z.strictObject({ administrator: requests.registerOrganisation.shape.administrator }), {
      administrator: account,
    })
    expect(faults).toEqual([
      { field: 'administrator.login', rule: 'login', value: 'x y' },
      { field: 'administrator.password', rule: 'min.8' },
      { field: 'administrator.publicKey', rule: 'p256.compressed' },
    ])
  })

  test('stays short whatever is sent', () => {
    const keys = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${'x'.repeat(300)}${String(i)}`, 1]))
    const faults = faultsOf(z.strictObject({}), keys)
    expect(faults).toHaveLength(20)
    expect(Math.max(...faults.map(({ field }) => field.length))).toBeLessThanOrEqual(120)
    expect(faultsOf(z.strictObject({ a: z.number() }), { a: 'y'.repeat(500) })).toEqual([
      { field: 'a', rule: 'type.number' },
    ])
  })

  test('gives back what the schema makes of it', () => {
    expect(parsed(requests.pageQuery, { limit: '7' })).toEqual({ limit: 7 })
  })
})
