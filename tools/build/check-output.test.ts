// A build counts only when its files are there.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../services/daemon.ts'
import { checkOutput } from './check-output.ts'

let folder = ''
beforeEach(() => {
  folder = temporaryFolder('output')
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, content = 'x'): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), content)
}

test('an absent or empty folder is no build', () => {
  expect(checkOutput('h5', path.join(folder, 'none'))).toHaveLength(1)
  expect(checkOutput('weapp', folder)).toHaveLength(1)
})

describe('h5', () => {
  test('is complete when the scripts of its page are there', () => {
    write('index.html', '<script defer src="/js/app.1.js"></script>')
    expect(checkOutput('h5', folder)).toEqual(['js/app.1.js is missing'])
    write('js/app.1.js')
    expect(checkOutput('h5', folder)).toEqual([])
  })

  test('without a script it is not a build', () => {
    write('index.html', '<p>')
    expect(checkOutput('h5', folder)).toEqual(['index.html loads no script'])
  })
})

describe('weapp', () => {
  test('is complete when every page of the main and the sub packages has script and template', () => {
    write('app.json', JSON.stringify({ pages: ['pages/a'], subPackages: [{ root: 'more', pages: ['b'] }] }))
    for (const file of ['app.js', 'pages/a.js', 'pages/a.wxml', 'more/b.js']) write(file)
    expect(checkOutput('weapp', folder)).toEqual(['more/b.wxml is missing'])
    write('more/b.wxml')
    expect(checkOutput('weapp', folder)).toEqual([])
  })

  test('without pages it is not a build', () => {
    write('app.json', '{}')
    expect(checkOutput('weapp', folder)).toEqual(['app.json names no page'])
  })
})
