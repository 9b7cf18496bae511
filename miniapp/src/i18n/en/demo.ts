// Words of the demo page.
import type { demo as zh } from '../zh/demo'

export const demo: Record<keyof typeof zh, string> = {
  'demo.title': 'Demo codes',
  'demo.hint': 'Four codes to scan',
  'demo.lead': 'Scan these with a phone camera or this app, or open them on this device.',
  'demo.item': 'A genuine item',
  'demo.item.text':
    'The code of a cup of yoghurt; no login. See its way from farm to shop, while your phone checks every record.',
  'demo.forged': 'A forged code',
  'demo.forged.text': 'The genuine one with some characters changed. It looks right, but the platform never issued it.',
  'demo.trade_accept': 'A trade to receive',
  'demo.trade_accept.text':
    'Log in below as baiwei.warehouse, scan it and count: when the count agrees it is received, one short is refused.',
  'demo.trade_refuse': 'A trade to refuse',
  'demo.trade_refuse.text':
    'Sent to the same shop, same account: the goods have expired, so however you count it is refused, and the reason is given.',
  'demo.open': 'Open here',
  'demo.accounts': 'Demo accounts',
  'demo.accountsText': 'Each may do what its role allows. One password for all, for the demo only.',
  'demo.password': 'Password',
  'demo.use': 'Use this account',
  'demo.useLabel': 'Use this account: {login}',
  'demo.active': 'In use',
  'demo.used': 'Logged in as {login}',
  'demo.none': 'There is no demo here',
  'demo.noneText': 'The platform runs without the demo, or its data were not seeded by it.',
}
