// The home page.
import type { home as zh } from '../zh/home'

export const home: Record<keyof typeof zh, string> = {
  'home.title': 'EC Trace',
  'home.lead': 'One code per item. Every hand-over on chain. Anyone can check.',
  'home.scan': 'Scan a code',
  'home.scanHint': 'The QR code on an item, a carton, a batch or a trade',
  'home.type': 'Type a code',
  'home.how': 'Why the record can be believed',
  'home.how.1': 'The code is unique',
  'home.how.1.text': 'Codes are random and cannot be guessed; a code not issued here is named as such.',
  'home.how.2': 'Hand-overs are matched',
  'home.how.2.text':
    'Goods count as received only if quantity and batch agree with the trade on chain; a difference is kept on record.',
  'home.how.3': 'Your phone verifies',
  'home.how.3.text': 'It recomputes the digest and signature of each record. One changed letter is marked.',
  'home.proof': 'Check a proof file',
  'home.proofHint': 'Verify the saved proof of a record, off line',
  'home.work': 'Workbench',
  'home.login': 'Company login',
  'home.loginHint': 'Dispatch, receive, manage batches',
  'home.register': 'Register an organisation',
  'home.registerHint': 'Ready in a minute, ten days of trial',
  'home.logout': 'Log out',
  'home.reportsHint': 'What companies said to your reports',
  'home.demo': 'Demo codes',
  'home.demoHint': 'A genuine item, a forged one, a trade to accept and one to refuse',
}
