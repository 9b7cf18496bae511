import { describe, expect, test } from '@jest/globals'
import { emptyForm, faultsOf, identifierRule, isTyped, readForm } from './register-form'

const good = {
  scheme: 'uscc' as const,
  value: '91350100M000100Y43',
  name: '福建示例牧场',
  type: 'supplier' as const,
  named: 'yes' as const,
  login: 'muchang',
}

describe('registering an organisation', () => {
  test('checks the credit code by GB 32100 and names the broken rule', () => {
    expect(identifierRule(good)).toBeUndefined()
    expect(identifierRule({ scheme: 'uscc', value: ' 91350100m000100y43 ' })).toBeUndefined()
    expect(identifierRule({ scheme: 'uscc', value: '91350100M000100Y44' })).toBe('gb-32100-check')
    expect(identifierRule({ scheme: 'uscc', value: '91350100M' })).toBe('uscc-18-characters')
  })

  test('says nothing about a code that is still being typed', () => {
    expect(isTyped({ scheme: 'uscc', value: '91350100M' })).toBe(false)
    expect(isTyped(good)).toBe(true)
  })

  test('lists everything that is missing, in the order of the page', () => {
    expect(faultsOf(emptyForm, '', '')).toEqual(['identifier', 'name', 'type', 'named', 'login', 'password'])
    expect(faultsOf(good, 'password1', 'password2')).toEqual(['repeat'])
    expect(faultsOf(good, 'password1', 'password1')).toEqual([])
  })

  test('consent to be named is asked for, never assumed', () => {
    expect(emptyForm.named).toBe('')
  })

  test('a kept form comes back only when it is one', () => {
    expect(readForm(JSON.parse(JSON.stringify(good)))).toEqual(good)
    for (const bad of [undefined, null, 'x', {}, { ...good, type: 'operator' }, { ...good, value: 7 }]) {
      expect(readForm(bad)).toBeUndefined()
    }
  })
})
