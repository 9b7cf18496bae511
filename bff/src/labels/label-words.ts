// Words on labels and in lists of them, in both languages.
import type { Language } from '../delivery-note/note-words.ts'

type Words = {
  lot: string
  producedOn: string
  expiresOn: string
  number: (number: string) => string
  sheet: string
  columns: readonly { title: string; width: number }[]
}

const widths = [8, 6, 10, 90, 26, 22, 30, 24, 12, 12]
const columnsOf = (...titles: string[]): Words['columns'] =>
  titles.map((title, i) => ({ title, width: widths[i] ?? 16 }))

const words: Readonly<Record<Language, Words>> = {
  zh: {
    lot: '批号',
    producedOn: '生产',
    expiresOn: '有效期至',
    number: (number) => `第 ${number} 号`,
    sheet: '标签',
    columns: columnsOf('编号', '码组', '序位', '链接', '序列号', '批号', '商品', '规格', '生产日期', '有效期至'),
  },
  en: {
    lot: 'Lot',
    producedOn: 'Made',
    expiresOn: 'Best before',
    number: (number) => `No. ${number}`,
    sheet: 'Labels',
    columns: columnsOf(
      ...['Number', 'Set', 'Index', 'Link', 'Serial', 'Lot', 'Product', 'Specification', 'Produced on', 'Expires on'],
    ),
  },
}

export const labelWords = (language: Language): Words => words[language]
