// One organisation of the demo: registered, verified, with its staff logged in; all through the public API.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OrganisationType, UserRole } from '@ectrace/shared/domain/organisation'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { createOwnKey } from '@ectrace/sdk/own-key'

export type Staff = { login: string; role: UserRole; client: Client }
export type Company = {
  id: string
  name: string
  administrator: Staff
  /** Logged in; throws when nobody has this role. */
  as(role: UserRole): Client
  staff: Staff[]
}

export type CompanyPlan = {
  /** Beginning of its logins. */
  short: string
  name: string
  type: OrganisationType
  /** Unified social credit code. */
  uscc: string
  roles: readonly UserRole[]
  /** Its staff sign with keys of their own. */
  ownKeys?: boolean
  setupToken?: string
}

const enrol = async (
  url: string,
  administrator: Staff,
  plan: CompanyPlan,
  role: UserRole,
  password: string,
): Promise<Staff> => {
  const login = `${plan.short}.${role}`
  const own = plan.ownKeys === true ? createOwnKey() : undefined
  await administrator.client.act(endpoints.enrolUser, {
    body: { login, password, roles: [role], ...(own === undefined ? {} : { publicKey: own.publicKey }) },
  })
  const client = createClient({ url, ...(own === undefined ? {} : { ownKey: own.privateKey }) })
  await client.login(login, password)
  return { login, role, client }
}

/** Registers a company and its staff. It stays 未实名 until the operator verifies it. */
export const registerCompany = async (url: string, plan: CompanyPlan, password: string): Promise<Company> => {
  const login = `${plan.short}.admin`
  const client = createClient({ url })
  const { organisation } = await client.act(endpoints.registerOrganisation, {
    body: {
      scheme: 'uscc',
      value: plan.uscc,
      name: plan.name,
      type: plan.type,
      named: true,
      administrator: { login, password },
      ...(plan.setupToken === undefined ? {} : { setupToken: plan.setupToken }),
    },
  })
  await client.login(login, password)
  const administrator: Staff = { login, role: 'administrator', client }
  const staff: Staff[] = []
  for (const role of plan.roles) staff.push(await enrol(url, administrator, plan, role, password))
  return {
    id: organisation,
    name: plan.name,
    administrator,
    staff,
    as: (role) => {
      const found = staff.find((one) => one.role === role)
      if (found === undefined) throw new Error(`${plan.name} has no ${role}`)
      return found.client
    },
  }
}
