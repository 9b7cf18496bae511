// What opens when somebody scans, and what a foreign code is.
export const opening = {
  'foreign.payment': 'This is a payment code',
  'foreign.payment.advice':
    'Tracing costs nothing and never asks for money. Scan a code of this platform on goods, cartons or papers.',
  'foreign.wifi': 'This is a Wi-Fi code',
  'foreign.wifi.advice':
    "Use your phone's own camera to join a network. Here, scan a code of this platform on goods, cartons or papers.",
  'foreign.contact': 'This is a contact card',
  'foreign.contact.advice':
    "Use your phone's own camera to save a contact. Here, scan a code of this platform on goods, cartons or papers.",
  'foreign.phone': 'This is a code for a call, a text message or a mail',
  'foreign.phone.advice': 'Nothing was dialled or sent. Scan a code of this platform on goods, cartons or papers.',
  'foreign.gs1': 'This is a product code of another platform',
  'foreign.gs1.advice':
    'It is written to the GS1 standard, but its address is not of this platform, so there is no record of it here. Ask the brand that printed it, or look for a code of this platform.',
  'foreign.link': 'This is a link to another website',
  'foreign.link.advice':
    'It was not opened. Do not fill in anything on a website you do not know. Scan the code of this platform on the packaging.',
  'foreign.barcode': 'This is a barcode: it only says which kind of product it is',
  'foreign.barcode.advice': 'It cannot tell one item or batch from another. Scan the QR code beside it.',
  'foreign.app': 'This code opens another app',
  'foreign.app.advice': 'It was not opened. Scan a code of this platform on goods, cartons or papers.',
  'foreign.text': 'This is only text, not a trace code',
  'foreign.text.advice':
    'Scan a QR code with this platform\'s address on goods, cartons or papers; when typing, begin with "/s/".',
  'opening.asking': 'Looking for a trade that waits for it',
  'opening.choose': 'More than one trade waits for it. Which one do you receive?',
  'opening.from': 'From {supplier}',
  'opening.tradeNo': 'Trade {no}',
  'opening.trace': 'Only see its trace',
  'opening.notYours': 'This trade is not of your organisation',
  'opening.notYoursText':
    'Only its two parties see a trade. If the goods are for you, ask the sender to check the buyer; if you belong to several organisations, change to the other one and scan again.',
  'opening.pack': 'This is the code of a logistics unit (carton or pallet)',
  'opening.packText':
    'It counts a whole carton or pallet at once. For the trace of one product, scan the code on the product; companies that log in see what is in this one.',
  'opening.packNo': 'Logistics unit {no}',
  'opening.packUnknown':
    'This platform has no record of this logistics unit, or it does not pass through your organisation.',
  'opening.level.carton': 'Carton',
  'opening.level.pallet': 'Pallet',
  'opening.contents': 'What is in it',
  'opening.packed': '{amount} · {children} {children|code|codes}',
  'opening.batchTrace': 'See the trace of this batch',
  'opening.share': 'Trace of a product',
} as const
