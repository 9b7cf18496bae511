// Judges by the files whether a mini-program build really happened: Taro exits 0 on a fault in its configuration.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export type Target = 'h5' | 'weapp'

type AppJson = { pages?: string[]; subPackages?: { root: string; pages: string[] }[] }

const isFilled = (file: string): boolean => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0

const checkH5 = (folder: string): string[] => {
  const page = path.join(folder, 'index.html')
  if (!isFilled(page)) return ['index.html is missing']
  const scripts = [...readFileSync(page, 'utf8').matchAll(/<script[^>]+src="\/?([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  )
  if (scripts.length === 0) return ['index.html loads no script']
  return scripts
    .filter((script) => !script.includes('//') && !isFilled(path.join(folder, script)))
    .map((script) => `${script} is missing`)
}

const checkWeapp = (folder: string): string[] => {
  const file = path.join(folder, 'app.json')
  if (!isFilled(file)) return ['app.json is missing']
  const app = JSON.parse(readFileSync(file, 'utf8')) as AppJson
  const inPackages = (app.subPackages ?? []).flatMap((pack) => pack.pages.map((page) => `${pack.root}/${page}`))
  const pages = [...(app.pages ?? []), ...inPackages]
  if (pages.length === 0) return ['app.json names no page']
  return pages
    .flatMap((page) => [`${page}.js`, `${page}.wxml`])
    .concat('app.js')
    .filter((name) => !isFilled(path.join(folder, name)))
    .map((name) => `${name} is missing`)
}

/** What is wrong with the output in `folder`, one sentence each; an empty list when it is complete. */
export const checkOutput = (target: Target, folder: string): string[] => {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return [`${folder} is empty`]
  return target === 'h5' ? checkH5(folder) : checkWeapp(folder)
}
