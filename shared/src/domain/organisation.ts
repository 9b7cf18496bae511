// Organisations and their users: types, levels, roles, with their names in both languages.

export const organisationTypes = [
  'supplier',
  'processor',
  'distributor',
  'retailer',
  'inspector',
  'certifier',
  'regulator',
  'operator',
] as const
export type OrganisationType = (typeof organisationTypes)[number]

/** trial = registered, shown 未实名 and never green; verified = checked by the operator; suspended = may not act. */
export const organisationLevels = ['trial', 'verified', 'suspended'] as const
export type OrganisationLevel = (typeof organisationLevels)[number]

/**
 * administrator enrols users; trader trades and makes batches; warehouse receives; inspector signs inspections; operator verifies
 * organisations; platform is the operator's own account for what no person does: anchoring the scan log.
 */
export const userRoles = ['administrator', 'trader', 'warehouse', 'inspector', 'operator', 'platform'] as const
export type UserRole = (typeof userRoles)[number]

export const organisationTypeNames: Record<OrganisationType, { zh: string; en: string }> = {
  supplier: { zh: '供货商', en: 'Supplier' },
  processor: { zh: '加工企业', en: 'Processor' },
  distributor: { zh: '经销商', en: 'Distributor' },
  retailer: { zh: '零售商', en: 'Retailer' },
  inspector: { zh: '检验机构', en: 'Inspection body' },
  certifier: { zh: '认证机构', en: 'Certification body' },
  regulator: { zh: '监管机构', en: 'Regulator' },
  operator: { zh: '平台运营方', en: 'Platform operator' },
}
