// The people of the test trace: a platform, a farm, a dairy plant, an inspector and a shop, each with its registration on the test log.
import type { TraceView } from '@ectrace/shared/api/views'
import type { OrganisationLevel, OrganisationType } from '@ectrace/shared/domain/organisation'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { makeSigner, type Signer, type TestLog } from './test-log'

type Organisation = { id: string; registered: string; named: boolean; level: OrganisationLevel; verified?: string }

export type TestPeople = {
  farmer: Signer
  packer: Signer
  chemist: Signer
  shopkeeper: Signer
  farm: Organisation
  plant: Organisation
  shop: Organisation
  subjects: Pick<TraceView['subjects'], 'organisations' | 'users'>
  isNamed: (user: string) => boolean
}

const register = (of: TestLog, signer: Signer, name: string, type: OrganisationType, named = true): Organisation => {
  const id = deriveId('organisation', name)
  const registered = of.act(signer, 'registerOrganisation', {
    id,
    scheme: 'uscc',
    value: '91110000MA00000000',
    name,
    type,
    named,
    administrator: signer.user,
    publicKey: signer.publicKey,
    certificate: sha256Hex(utf8Encode(name)),
    custody: signer.custody,
  })
  return { id, registered, named, level: type === 'operator' ? 'verified' : 'trial' }
}

const verify = (of: TestLog, operator: Signer, organisation: Organisation, level: OrganisationLevel): Organisation => {
  if (level === 'trial') return organisation
  const values = { organisation: organisation.id, level, basis: 'licence' }
  return { ...organisation, level, verified: of.act(operator, 'verifyOrganisation', values, ['basis']) }
}

const enrol = (of: TestLog, by: Signer, signer: Signer, organisation: string): string =>
  of.act(by, 'enrolUser', {
    id: signer.user,
    publicKey: signer.publicKey,
    certificate: sha256Hex(utf8Encode(signer.user)),
    custody: signer.custody,
    organisation,
    roles: ['trader'],
  })

/** `level` is that of the dairy plant; the shop does not want to be named. */
export const castPeople = (of: TestLog, level: OrganisationLevel): TestPeople => {
  const [operator, farmer, dairyman] = [makeSigner('operator'), makeSigner('farmer'), makeSigner('dairyman')]
  const [packer, chemist, shopkeeper] = [makeSigner('packer', 'own'), makeSigner('chemist', 'own'), makeSigner('shop')]
  const platform = register(of, operator, '演示平台', 'operator')
  const farm = verify(of, operator, register(of, farmer, '青山牧场', 'supplier'), 'verified')
  const plant = verify(of, operator, register(of, dairyman, '清源乳业有限公司', 'processor'), level)
  const lab = verify(of, operator, register(of, chemist, '省食品检验研究院', 'inspector'), 'verified')
  const shop = verify(of, operator, register(of, shopkeeper, '不愿具名的商店', 'retailer', false), 'verified')
  const packerEnrolled = enrol(of, dairyman, packer, plant.id)
  const signers: [Signer, string, Organisation][] = [
    [operator, platform.registered, platform],
    [farmer, farm.registered, farm],
    [dairyman, plant.registered, plant],
    [packer, packerEnrolled, plant],
    [chemist, lab.registered, lab],
    [shopkeeper, shop.registered, shop],
  ]
  return {
    ...{ farmer, packer, chemist, shopkeeper, farm, plant, shop },
    subjects: {
      organisations: Object.fromEntries(
        [platform, farm, plant, lab, shop].map(({ id, named: _named, ...claims }) => [id, claims]),
      ),
      users: Object.fromEntries(signers.map(([{ user }, enrolled, { id }]) => [user, { enrolled, organisation: id }])),
    },
    isNamed: (user) => signers.find(([signer]) => signer.user === user)?.[2].named === true,
  }
}
