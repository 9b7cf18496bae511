// Registers and, as soon as the registration is on chain, logs in.
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { beginSession } from '../../api/session'
import { useSubmit, type Submit } from '../../api/use-submit'
import { useDraft, type Draft } from '../../state/use-draft'
import { emptyForm, readForm, type OrganisationForm } from './register-form'

export type Registered = { transaction: string; height: number | undefined; onChain: boolean }

export type Register = {
  draft: Draft<OrganisationForm>
  password: string
  repeat: string
  setPassword: (text: string) => void
  setRepeat: (text: string) => void
  send: Submit<[]>
  done: Registered | undefined
}

/** Sending the same form again never registers twice. */
const formName = 'register'

export const useRegister = (): Register => {
  const draft = useDraft(formName, emptyForm, readForm)
  const [password, setPassword] = useState('')
  const [repeat, setRepeat] = useState('')
  const [done, setDone] = useState<Registered | undefined>(undefined)
  const send = useSubmit(async () => {
    const { scheme, value, name, type, named, login } = draft.value
    if (type === '' || named === '') return
    const account = { login: login.trim().toLowerCase(), password }
    const reply = await call(endpoints.registerOrganisation, {
      form: formName,
      body: {
        scheme,
        value: value.trim().toUpperCase(),
        name: name.trim(),
        type,
        named: named === 'yes',
        administrator: account,
      },
    })
    const onChain = reply.state === 'committed'
    setDone({ transaction: reply.transaction, height: reply.height, onChain })
    if (!onChain) return
    beginSession(await call(endpoints.createSession, { body: account }))
    draft.clear()
    setPassword('')
    setRepeat('')
  })
  return { draft, password, repeat, setPassword, setRepeat, send, done }
}
