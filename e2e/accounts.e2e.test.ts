// A phone that two people share: a PIN hands it on without a signal, wrong PINs end with the password, a code by SMS logs in.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { openSmsDouble, smsSettings } from '@ectrace/bff/test/sms-double'
import type { SmsDouble } from '@ectrace/bff/test/sms-double'
import { ownKeyOf } from '@ectrace/shared/proof/own-key'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { demoPassword, openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { choose, logIn } from './story/people.ts'

const phone = '13912345678'
let site: DemoSite
let sms: SmsDouble
let browser: Browser

beforeAll(async () => {
  sms = await openSmsDouble()
  site = await openDemoSite(smsSettings(sms.url))
  browser = await openChromium()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
  await sms.close()
})

const main = (page: Page): Locator => page.getByRole('main')
const press = async (page: Page, pin: string, act: string): Promise<void> => {
  const sheet = page.getByRole('dialog')
  for (const digit of pin) await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByRole('button', { name: act, exact: true }).click()
}
const setPin = async (page: Page, pin: string): Promise<void> => {
  await page.goto('/pages/account/index')
  await main(page).getByRole('button', { name: '设置 PIN' }).click()
  await press(page, pin, '下一步')
  await press(page, pin, '保存')
  await main(page).getByText('已设置').waitFor()
}
const inUse = async (page: Page, login: string): Promise<void> => {
  await main(page).locator('.ec-account-me').getByText(login).waitFor()
}

test('two operators share a phone: a PIN changes who works, without a signal; the fifth wrong one asks for the password', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await setPin(page, '2580')
    await logIn(page, 'baiwei.trader')
    await setPin(page, '1379')
    const kept = await page.evaluate(() => JSON.stringify(localStorage.getItem('ec:accounts')))
    expect(kept).not.toContain('refresh')
    // No signal: whatever is asked from now on gets no answer.
    await page.route('**/api/**', () => undefined)
    await main(page)
      .getByRole('button', { name: /切换到 baiwei.warehouse/ })
      .click()
    await press(page, '2580', '打开')
    await inUse(page, 'baiwei.warehouse')
    // Opening keeps the PIN: it is asked for the next time too.
    await main(page).getByRole('button', { name: '更改 PIN' }).waitFor()
    const other = main(page).getByRole('button', { name: /切换到 baiwei.trader/ })
    await other.click()
    for (let left = 4; left > 0; left -= 1) {
      await press(page, '0000', '打开')
      await page
        .getByRole('dialog')
        .getByText(`还可以试 ${String(left)} 次`)
        .waitFor()
    }
    await press(page, '0000', '打开')
    await main(page).getByText('需要密码').waitFor()
    await inUse(page, 'baiwei.warehouse')
    await page.unroute('**/api/**')
  })
}, 90_000)

test('a person with accounts of two organisations logs in with one code and chooses for whom', async () => {
  for (const [at, login] of ['baiwei.warehouse', 'linli.warehouse'].entries()) {
    const client = await site.as(login)
    await client.call(endpoints.sendBindingCode, { body: { phone } })
    await client.call(endpoints.bindPhone, { body: { phone, code: await sms.codeFor(phone, at + 1) } })
    site.door.shift(61_000)
  }
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.goto('/pages/login/index')
    await main(page).getByRole('tab', { name: '短信验证码' }).click()
    await main(page).getByLabel('手机号').fill('139 1234 5678')
    await main(page).getByRole('button', { name: '发送验证码' }).click()
    await main(page)
      .getByRole('button', { name: /秒后可重发/ })
      .waitFor()
    await main(page)
      .getByLabel('验证码', { exact: true })
      .fill(await sms.codeFor(phone, 3))
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await main(page).getByText('您有多个账号').waitFor()
    await main(page)
      .getByRole('button', { name: /linli\.warehouse/ })
      .click()
    await page.waitForURL('**/pages/index/index')
    await main(page).getByText('邻里鲜超市').first().waitFor()
  })
}, 90_000)

test('who keeps the own key signs on the phone: in words what is signed, a PIN once, and the key never leaves it', async () => {
  const privateKey = randomBytes(32).toString('hex')
  const publicKey = ownKeyOf(privateKey)?.publicKey ?? ''
  const admin = await site.as('dairy.admin')
  const own = { login: 'dairy.own', password: demoPassword, roles: ['trader' as const], publicKey }
  await admin.call(endpoints.enrolUser, { body: own })
  const sent: string[] = []
  await withPhone(browser, { origin: site.origin }, async (page) => {
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    await logIn(page, own.login)
    await page.goto('/pages/account/index')
    await main(page).getByText('这台设备上没有您账号的密钥', { exact: false }).waitFor()
    await main(page).getByRole('button', { name: '放入已有的私钥' }).click()
    await main(page).getByLabel('私钥').fill(privateKey)
    await main(page).getByRole('button', { name: '加密保存' }).click()
    await press(page, '8642', '下一步')
    await press(page, '8642', '保存')
    await main(page).getByText('密钥在这台设备上', { exact: false }).waitFor()

    await page.goto('/pages/products/index?new=1')
    await page.getByLabel('产品名称').fill('自签酸奶')
    await choose(page, '计量单位', '件')
    await page.getByRole('button', { name: '登记产品', exact: true }).click()
    await main(page).getByText('您要签名的内容').waitFor()
    await main(page).getByText('自签酸奶').first().waitFor()
    await main(page).getByRole('button', { name: '签名并提交' }).click()
    await press(page, '0000', '打开')
    await page.getByRole('dialog').getByText('PIN 不对，请再试').waitFor()
    await press(page, '8642', '打开')
    await main(page).getByRole('heading', { name: '产品已登记' }).waitFor()
    await main(page).getByText('已上链', { exact: true }).waitFor()
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')
    expect([kept.includes(privateKey), sent.join().includes(privateKey)]).toEqual([false, false])
  })
  const { items } = await (await site.as('dairy.trader')).call(endpoints.products, { query: {} })
  expect(items.map(({ name }) => name)).toContain('自签酸奶')
}, 90_000)
