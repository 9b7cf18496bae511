// What is loaded for a page is what it says: nobody sees a key because a sentence is in a file that was not asked for.
import { readFileSync, existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { pageNames } from '../page-names'

const source = fileURLToPath(new URL('..', import.meta.url))
const staffTexts = path.join(source, 'i18n/staff-texts')

const endings = ['.h5.tsx', '.h5.ts', '.tsx', '.ts']
const fileOf = (stem: string): string | undefined =>
  endings.map((ending) => stem + ending).find((file) => existsSync(file))

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import) ?'(\.[^']*)'/g)].map(([, to = '']) =>
    path.resolve(path.dirname(file), to),
  )

/** Every file of ours that a page takes with it; the dictionary itself apart, which names all keys. */
const filesBehind = (start: string): Set<string> => {
  const found = new Set<string>()
  const visit = (file: string): void => {
    if (found.has(file)) return
    found.add(file)
    for (const stem of importsOf(file)) {
      const next = stem.includes('/i18n/zh/') || stem.includes('/i18n/en/') ? undefined : fileOf(stem)
      if (next !== undefined && !next.endsWith('/i18n/dictionary.ts')) visit(next)
    }
  }
  visit(start)
  return found
}

/** By file of the dictionary: its keys. */
const sentences = async (): Promise<Map<string, string[]>> => {
  const names = readdirSync(path.join(source, 'i18n/zh')).map((file) => file.replace('.ts', ''))
  const found = new Map<string, string[]>()
  for (const name of names) {
    const module = (await import(`./zh/${name}.ts`)) as Record<string, object>
    found.set(name, Object.values(module).flatMap(Object.keys))
  }
  return found
}

/** Whole keys, and beginnings such as `trace.wrong.` of a key that is put together; names of an object's fields are none. */
const spokenIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/['`]([a-z][\w]*\.[\w.-]*)(?:['`](?!:)|\$\{)/g)].map(([, key = '']) => key)

const isSaid = (key: string, spoken: readonly string[]): boolean =>
  spoken.some((text) => text === key || (text.endsWith('.') && key.startsWith(text)))

/** The files that load-texts.h5.ts puts into the reader's, as it names them there four times over. */
const readerFiles = (): string[] => {
  const lists = [...readFileSync(path.join(source, 'i18n/load-texts.h5.ts'), 'utf8').matchAll(/\(((?:\w+\|)+\w+)\)/g)]
  const [first, ...others] = lists.map(([, list = '']) => list)
  expect(others).toEqual([first, first, first])
  return (first ?? '').split('|')
}

describe('the texts that a page loads', () => {
  test.each(pageNames)('hold what the page %s says', async (name) => {
    const files = filesBehind(path.join(source, 'pages', name, 'index.tsx'))
    if (importsOf(path.join(source, 'pages', name, 'index.tsx')).includes(staffTexts)) return
    const spoken = [...files].flatMap(spokenIn)
    const reader = readerFiles()
    const wanted = [...(await sentences())].filter(([, keys]) => keys.some((key) => isSaid(key, spoken)))
    expect(wanted.map(([file]) => file).filter((file) => !reader.includes(file))).toEqual([])
    expect(wanted.length).toBeGreaterThan(1)
  })
})
