// The built WeChat bundle boots, registers every page, renders, and keeps to what WeChat allows.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from '@jest/globals'
import { forbiddenSyntax } from './weapp-host/forbidden-syntax.ts'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!fs.existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

const filesOf = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []))

const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

const booted = (): WeappHost => {
  const host = new WeappHost({ dist }).boot()
  hosts.push(host)
  return host
}

const opened = async (url: string): Promise<WeappHost> => {
  const host = booted()
  host.open(url)
  await settled(
    () => byClass(host.tree(), 'ec-screen').length > 0,
    () => `${url}: ${host.errors.join('; ')}`,
  )
  return host
}

describe('the WeChat bundle', () => {
  test('boots and registers every page without an error', () => {
    const host = booted()
    for (const route of host.routes) host.register(route)
    expect(host.routes.length).toBeGreaterThanOrEqual(3)
    expect(host.errors).toEqual([])
  })

  test('renders the home page in Chinese with buttons that screen readers know', async () => {
    const host = await opened('pages/index/index')
    expect(textOf(host.tree())).toContain('扫码查追溯')
    const [scan] = byClass(host.tree(), 'ec-home-scan')
    expect(scan?.attr['ariaRole']).toBe('button')
    expect(host.errors).toEqual([])
  })

  test('goes from home to the scanner on a tap and names it in the title bar', async () => {
    const host = await opened('pages/index/index')
    const [scan] = byClass(host.tree(), 'ec-home-scan')
    if (!scan) throw new Error('no scan button')
    host.fire(scan, 'tap')
    expect(host.page.route).toBe('pages/scan/index')
    await settled(
      () => host.calls.some(([name, title]) => name === 'setNavigationBarTitle' && title === '扫码'),
      () => JSON.stringify(host.calls),
    )
    expect(host.errors).toEqual([])
  })

  test('changes to English and keeps the choice on the device', async () => {
    const host = await opened('pages/index/index')
    const [language] = byClass(host.tree(), 'ec-home-settings__item')
    if (!language) throw new Error('no language switch')
    host.fire(language, 'tap')
    await settled(
      () => textOf(host.tree()).includes('Scan a code'),
      () => textOf(host.tree()),
    )
    expect(host.storage.get('ec:language')).toContain('en')
  })

  test('refuses a typed code whose check digit is wrong and says so', async () => {
    const host = await opened('pages/scan/index?type=1')
    await settled(
      () => byClass(host.tree(), 'ec-input').length > 0,
      () => textOf(host.tree()),
    )
    const [input] = byClass(host.tree(), 'ec-input')
    if (!input) throw new Error('no input')
    host.fire(input, 'input', { value: '/s/00/123456789012345678' })
    host.fire(input, 'confirm', { value: '/s/00/123456789012345678' })
    await settled(
      () => textOf(host.tree()).includes('校验位不正确'),
      () => textOf(host.tree()),
    )
    expect(host.errors).toEqual([])
  })

  test('hands a code to its page once while the camera keeps seeing it', async () => {
    const host = await opened('pages/scan/index')
    await settled(
      () => byClass(host.tree(), 'ec-camera').length > 0,
      () => textOf(host.tree()),
    )
    const [camera] = byClass(host.tree(), 'ec-camera')
    if (!camera) throw new Error('no camera')
    for (let sight = 0; sight < 3; sight++) host.fire(camera, 'scancode', { result: 'not a code of ours' })
    await settled(
      () => textOf(host.tree()).includes('not a code of ours'),
      () => textOf(host.tree()),
    )
    expect(textOf(host.tree())).toContain('这不是本平台的追溯码')
    expect(host.errors).toEqual([])
  })

  test.each(['notices', 'imports', 'reports', 'alerts'])('asks for a login on the page of %s', async (name) => {
    const host = await opened(`pages/${name}/index`)
    await settled(
      () => textOf(host.tree()).includes('请先登录'),
      () => textOf(host.tree()),
    )
    expect(host.errors).toEqual([])
  })

  test('takes a report of a code without a login, and says who will read it', async () => {
    const host = await opened('pages/report/index?c=%2Fs%2F01%2F06901234567892')
    await settled(
      () => textOf(host.tree()).includes('只有生产企业和监管部门能看到'),
      () => textOf(host.tree()),
    )
    expect(host.errors).toEqual([])
  })

  test('has nothing in its files that the engine refuses', () => {
    const findings = filesOf(dist)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) =>
        forbiddenSyntax(fs.readFileSync(file, 'utf8')).map((finding) => ({ file: path.basename(file), ...finding })),
      )
    expect(findings).toEqual([])
  })

  test('keeps the decoders of the browser out and the main package under 2 MB', () => {
    const files = filesOf(dist)
    const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0)
    expect(bytes).toBeLessThan(2 * 1024 * 1024)
    expect(files.filter((file) => file.endsWith('.wasm'))).toEqual([])
  })
})

describe('the look-through for forbidden syntax', () => {
  test.each([
    ['eval', 'a=1;eval("x")'],
    ['code from a string', 'var f=new Function("a","return a")'],
    ['BigInt literal', 'const a=2n**3n'],
    ['dynamic import', 'const a=import("./x")'],
  ])('finds %s', (rule, source) => {
    expect(forbiddenSyntax(source).map((finding) => finding.rule)).toContain(rule)
  })

  test('lets pass what WeChat allows', () => {
    expect(forbiddenSyntax('Function("return this")();BigInt(2);a.eval(1);x=100;y="1n"')).toEqual([])
  })
})
