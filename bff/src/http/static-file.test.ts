import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openStaticFiles } from './static-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-static-'))
const root = path.join(folder, 'h5')
const script = 'const x = 1;\n'.repeat(500)
beforeAll(() => {
  mkdirSync(path.join(root, 'js'), { recursive: true })
  writeFileSync(path.join(folder, 'secret.txt'), 'secret')
  mkdirSync(path.join(folder, 'h5-beside'))
  writeFileSync(path.join(folder, 'h5-beside', 'x.txt'), 'secret')
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>')
  writeFileSync(path.join(root, '.env'), 'SECRET=1')
  writeFileSync(path.join(root, 'js', 'app.0123abcd.js'), script)
  writeFileSync(path.join(root, 'reader.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]))
  symlinkSync(path.join(folder, 'secret.txt'), path.join(root, 'link.txt'))
  symlinkSync(path.join(folder, 'h5-beside'), path.join(root, 'beside'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('static files', () => {
  test.each([
    '/../secret.txt',
    '/js/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/.env',
    '//secret.txt',
    '/js',
    '/',
    '/js\\app.js',
    '/link.txt',
    '/beside/x.txt',
    '/a\0b',
    '/missing.js',
  ])('%j is no file', async (urlPath) => {
    expect(await openStaticFiles(root).find(urlPath)).toBeUndefined()
  })

  test('a file with its digest in its name never changes; a page does', async () => {
    const files = openStaticFiles(root)
    expect(await files.find('/js/app.0123abcd.js')).toMatchObject({
      hashed: true,
      type: 'text/javascript; charset=utf-8',
    })
    expect(await files.find('/index.html')).toMatchObject({ hashed: false, type: 'text/html; charset=utf-8' })
    expect(await files.find('/reader.wasm')).toMatchObject({ type: 'application/wasm' })
  })

  test('the compressed forms hold the same bytes and are made once', async () => {
    const file = await openStaticFiles(root).find('/js/app.0123abcd.js')
    const [br, gz] = [await file!.body('br'), await file!.body('gzip')]
    expect(brotliDecompressSync(br).toString()).toBe(script)
    expect(gunzipSync(gz).toString()).toBe(script)
    expect(br.length).toBeLessThan(script.length / 10)
    expect(await file!.body('br')).toBe(br)
  })

  test('a file that was built again is read again', async () => {
    const files = openStaticFiles(root)
    const before = await files.find('/index.html')
    expect(await files.find('/index.html')).toBe(before)
    writeFileSync(path.join(root, 'index.html'), '<!doctype html><title>new</title>')
    const after = await files.find('/index.html')
    expect(after?.etag).not.toBe(before?.etag)
  })
})
