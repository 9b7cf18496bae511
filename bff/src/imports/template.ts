// An empty table to fill in: the head, an example that an import passes over, and in a workbook a page that explains the columns.
import type { ImportKind } from '@ectrace/shared/api/file-views'
import type { Table } from '../tables/table.ts'
import { importColumns } from './columns.ts'
import type { Language, Words } from './columns.ts'
import { exportTitles } from '../exports/export-words.ts'
import { exampleMark } from './find-columns.ts'

const notesTitle: Words = { zh: '填写说明', en: 'Notes' }
const noteHeads: readonly Words[] = [
  { zh: '列', en: 'Column' },
  { zh: '必填', en: 'Required' },
  { zh: '说明', en: 'What to fill in' },
]
const yes: Words = { zh: '是', en: 'yes' }

export const templateOf = (kind: ImportKind, language: Language): Table => {
  const columns = importColumns[kind]
  const example = columns.map((column, i) => (i === 0 ? exampleMark[language] : '') + column.example)
  return {
    sheet: exportTitles[kind][language],
    columns: columns.map(({ title, required }) => ({
      title: title[language] + (required === true ? '*' : ''),
      width: 18,
    })),
    rows: [example],
    notes: {
      sheet: notesTitle[language],
      columns: noteHeads.map((words, i) => ({ title: words[language], width: i === 2 ? 60 : 18 })),
      rows: columns.map(({ title, required, note }) => [
        title[language],
        required === true ? yes[language] : '',
        note[language],
      ]),
    },
  }
}
