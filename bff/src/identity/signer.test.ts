import { X509Certificate, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { userId, verifyEnvelope, envelopeBytes } from '@ectrace/shared/proof/envelope'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { masterKeyFile, openSigner } from './signer.ts'
import type { Signer } from './signer.ts'
import { unwrapKey, wrapKey } from './wrapping.ts'

const folders: string[] = []
const signers: Signer[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-signer-'))
  folders.push(folder)
  return folder
}
const opened = async (keyDir = newFolder(), create = true): Promise<Signer> => {
  const signer = await openSigner({ keyDir, create, clock: () => Date.parse('2026-11-22T00:00:00Z') })
  signers.push(signer)
  return signer
}
afterEach(async () => {
  await Promise.all(signers.splice(0).map((signer) => signer.close()))
})
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

describe('the signer', () => {
  test('signs so that the envelope verifies under the public key it gave out', async () => {
    const signer = await opened()
    const { publicKey, wrapped } = await signer.createKey()
    const envelope: Envelope = {
      v: 1,
      log: 'ectrace/x/1',
      channel: 'trace',
      operations: [{ contract: 'trace', version: 1, name: 'createPlace', args: {} }],
      caller: userId(publicKey),
      custody: 'hosted',
      time: '2026-11-22T00:00:00.000Z',
      nonce: '00'.repeat(32),
      request: '11'.repeat(32),
    }
    const signature = await signer.sign(wrapped, envelopeBytes(envelope), userId(publicKey))
    expect(signature).toMatch(/^[0-9a-f]{128}$/)
    expect(() => verifyEnvelope(envelope, signature, publicKey)).not.toThrow()
  })

  test('does not sign for another user with this key, nor with a key of another kind', async () => {
    const signer = await opened()
    const [mine, other] = [await signer.createKey(), await signer.createKey()]
    const secret = await signer.createSecret('token')
    // Unwrapped for its own user first: what is kept for him serves nobody else.
    expect(await signer.sign(mine.wrapped, randomBytes(8), userId(mine.publicKey))).toMatch(/^[0-9a-f]{128}$/)
    const asOther = signer.sign(mine.wrapped, randomBytes(8), userId(other.publicKey))
    await expect(asOther).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(signer.sign(secret, randomBytes(8), 'token')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(signer.mac(secret, randomBytes(8), 'other')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(signer.mac('v1.AAAA', randomBytes(8), 'token')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('opens its own keys again after a restart, and none of another master key', async () => {
    const keyDir = newFolder()
    const first = await opened(keyDir)
    const wrapped = await first.createSecret('token')
    const before = await first.mac(wrapped, Buffer.from('x'), 'token')
    await first.close()
    const again = await opened(keyDir, false)
    expect(await again.mac(wrapped, Buffer.from('x'), 'token')).toEqual(before)
    const foreign = await opened()
    await expect(foreign.mac(wrapped, Buffer.from('x'), 'token')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('keyed checks of many messages are those of each', async () => {
    const signer = await opened()
    const wrapped = await signer.createSecret('code/0')
    const [a, b] = await signer.macs(wrapped, [Buffer.from('a'), Buffer.from('b')], 'code/0')
    expect(a).toHaveLength(32)
    expect(a).not.toEqual(b)
    expect(await signer.mac(wrapped, Buffer.from('b'), 'code/0')).toEqual(b)
  })

  test('what is asked when it is closed is refused and not left open', async () => {
    const signer = await opened()
    const pending = signer.createAuthority('platform')
    await Promise.all([signer.close(), expect(pending).rejects.toMatchObject({ code: 'NOT_READY' })])
    await expect(signer.createKey()).rejects.toMatchObject({ code: 'NOT_READY' })
  })
})

describe('certificates', () => {
  test('root, organisation and user form a chain that names no person', async () => {
    const signer = await opened()
    const root = await signer.createAuthority('platform')
    const authority = await signer.createAuthority('OAAAAAAAAAAAAAAAAAAA', root)
    const { publicKey } = await signer.createKey()
    const user = userId(publicKey)
    const issued = await signer.issueCertificate({
      authority,
      publicKey,
      user,
      organisation: authority.name,
      days: 365,
    })
    const [top, middle, leaf] = [root.pem, authority.pem, issued.pem].map((pem) => new X509Certificate(pem))
    expect(top!.verify(top!.publicKey) && top!.ca).toBe(true)
    expect(middle!.verify(top!.publicKey) && middle!.checkIssued(top!) && middle!.ca).toBe(true)
    expect(leaf!.verify(middle!.publicKey) && leaf!.checkIssued(middle!)).toBe(true)
    expect(leaf!.ca).toBe(false)
    expect(leaf!.subject.split('\n').sort()).toEqual([`CN=${user}`, 'O=OAAAAAAAAAAAAAAAAAAA'])
    expect(leaf!.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(issued.fingerprint)
    expect(leaf!.serialNumber.toLowerCase()).toBe(issued.serial)
    expect(Date.parse(issued.notAfter)).toBe(Date.parse('2027-11-22T00:00:00Z'))
    expect(leaf!.publicKey.export({ format: 'der', type: 'spki' }).toString('hex')).toContain(publicKey.slice(2))
  })

  test('an organisation may certify users only: path length 0, digital signatures only', async () => {
    const signer = await opened()
    const root = await signer.createAuthority('platform')
    const authority = await signer.createAuthority('OAAAAAAAAAAAAAAAAAAA', root)
    const { publicKey } = await signer.createKey()
    const issued = await signer.issueCertificate({ authority, publicKey, user: 'U1', organisation: 'O1', days: 99_999 })
    const der = (pem: string): string => new X509Certificate(pem).raw.toString('hex')
    // BasicConstraints (2.5.29.19), critical: SEQUENCE {cA TRUE, pathLenConstraint 0}; KeyUsage (2.5.29.15), critical: bit 0.
    expect(der(authority.pem)).toContain('0603551d130101ff040830060101ff020100')
    expect(der(issued.pem)).toContain('0603551d0f0101ff040403020780')
    expect(Date.parse(issued.notAfter)).toBe(Date.parse(new X509Certificate(authority.pem).validTo))
  })

  test('an authority sealed for one organisation does not sign for another', async () => {
    const signer = await opened()
    const root = await signer.createAuthority('platform')
    const authority = await signer.createAuthority('OAAAAAAAAAAAAAAAAAAA', root)
    const { publicKey } = await signer.createKey()
    const stolen = { ...authority, name: 'OBBBBBBBBBBBBBBBBBBB' }
    const issuing = signer.issueCertificate({ authority: stolen, publicKey, user: 'U', organisation: 'O', days: 1 })
    await expect(issuing).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a key that is no point of the curve is refused', async () => {
    const signer = await opened()
    const authority = await signer.createAuthority('platform')
    const request = { authority, publicKey: `02${'ff'.repeat(32)}`, user: 'U', organisation: 'O', days: 1 }
    await expect(signer.issueCertificate(request)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  })
})

describe('the master key', () => {
  test('is made once with 32 bytes that only its owner may read', async () => {
    const keyDir = newFolder()
    await opened(keyDir)
    const { mode, size } = statSync(masterKeyFile(keyDir))
    expect({ mode: mode & 0o777, size }).toEqual({ mode: 0o600, size: 32 })
  })

  test('is refused when others may read it', async () => {
    const keyDir = newFolder()
    writeFileSync(masterKeyFile(keyDir), randomBytes(32))
    chmodSync(masterKeyFile(keyDir), 0o640)
    await expect(opened(keyDir)).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      details: { faults: [{ field: 'KEY_DIR' }] },
    })
  })

  test('is refused with another size, and not made anew for a vault that has sealed keys', async () => {
    const keyDir = newFolder()
    writeFileSync(masterKeyFile(keyDir), randomBytes(31), { mode: 0o600 })
    await expect(opened(keyDir)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' })
    const empty = newFolder()
    await expect(opened(empty, false)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' })
    expect(existsSync(masterKeyFile(empty))).toBe(false)
  })
})

describe('sealing', () => {
  test('every altered byte is noticed', () => {
    const master = randomBytes(32)
    const wrapped = wrapKey(master, 'user', 'U1', Buffer.from('secret'))
    const bytes = Buffer.from(wrapped.slice(3), 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const altered = Buffer.from(bytes)
      altered[i] = altered[i]! ^ 1
      expect(() => unwrapKey(master, 'user', 'U1', `v1.${altered.toString('base64url')}`)).toThrow()
    }
    expect(unwrapKey(master, 'user', 'U1', wrapped).toString()).toBe('secret')
  })
})
