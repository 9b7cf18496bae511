// What people do on the pages, by the words that they see.
import type { Page } from 'playwright-core'
import { demoPassword } from './demo-site.ts'

/** Logs in on the login page and comes back to the home page. */
export const logIn = async (page: Page, login: string, password = demoPassword): Promise<void> => {
  await page.goto('/pages/login/index')
  await page.getByLabel('登录名').fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('main').getByText(login).waitFor()
}

/** Types a code where the camera is, as one does when a label is torn. */
export const typeCode = async (page: Page, code: string): Promise<void> => {
  const field = page.getByLabel('追溯码或交易码')
  if (!(await field.isVisible())) await page.getByRole('button', { name: '手动输入' }).click()
  // What is typed in the very moment in which the field appears may go nowhere.
  for (let tries = 0; tries < 3 && (await field.inputValue()) !== code; tries++) await field.fill(code)
  await page.getByRole('button', { name: '查询' }).click()
}

/** Chooses one of the options behind a picker. */
export const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page.getByRole('button', { name: new RegExp(`^${label}`) }).click()
  await page.getByRole('radio', { name: option }).first().click()
}

/** The numbers of the only line: `应收 6 实收 0 拒收 0 缺少 6`. */
export const lineNumbers = (page: Page, numbers: string): Promise<void> =>
  page.locator('#line-1').getByRole('group', { name: numbers }).waitFor()

/** From the count to the last look before it is sent, with the place where the goods go. */
export const review = async (page: Page, place: string): Promise<void> => {
  await page.getByRole('button', { name: '核对清点结果' }).click()
  await choose(page, '收到哪里', place)
}
