// Finds and keeps the built pages' files: safe paths only, compressed once, held in memory up to a cap.
import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.map': 'application/json; charset=utf-8',
}
const compressible = /^(text\/|application\/(json|wasm)|image\/svg)/
const leastCompressed = 1_024
const capBytes = 67_108_864

export type Encoding = 'br' | 'gzip' | 'identity'
export type StaticFile = {
  type: string
  etag: string
  /** Has its content's digest in its name: never changes. */ hashed: boolean
  body(encoding: Encoding): Promise<Buffer>
}
export type StaticFiles = { find(urlPath: string): Promise<StaticFile | undefined> }

const compress = {
  br: (bytes: Buffer): Promise<Buffer> =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes: Buffer): Promise<Buffer> => promisify(gzip)(bytes, { level: 6 }),
}

/** Only plain names, no dot files, no way up: everything else is no file of ours. */
const plainPath = /^(?:\/[A-Za-z0-9_@~-][A-Za-z0-9._@~-]*)+$/
const hashedName = /[.-][0-9a-f]{8,}\.\w+$/

const makeFile = (name: string, bytes: Buffer): StaticFile => {
  const type = types[path.extname(name).toLowerCase()] ?? 'application/octet-stream'
  const packed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(bytes)]])
  const worth = compressible.test(type) && bytes.length >= leastCompressed
  const body = (encoding: Encoding): Promise<Buffer> => {
    const known = packed.get(encoding)
    if (known !== undefined) return known
    const made = encoding === 'identity' || !worth ? Promise.resolve(bytes) : compress[encoding](bytes)
    packed.set(encoding, made)
    return made
  }
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { type, etag, hashed: hashedName.test(name), body }
}

/** Whether compressing a file of this type and size changes anything. */
export const isCompressible = (file: StaticFile, bytes: number): boolean =>
  compressible.test(file.type) && bytes >= leastCompressed

type Kept = { file: StaticFile; modified: number; bytes: number }

const fileUnder = async (root: string, urlPath: string): Promise<{ name: string; modified: number } | undefined> => {
  if (!plainPath.test(urlPath)) return undefined
  try {
    const name = await realpath(path.join(root, urlPath))
    // A link inside the folder must not lead out of it.
    if (!name.startsWith(`${await realpath(root)}${path.sep}`)) return undefined
    const { mtimeMs, size } = await stat(name)
    return (await stat(name)).isFile() ? { name, modified: mtimeMs + size } : undefined
  } catch {
    return undefined
  }
}

/** Files below `root`; a file that changes on disk is read again. */
export const openStaticFiles = (root: string): StaticFiles => {
  const kept = new Map<string, Kept>()
  let held = 0
  const drop = (urlPath: string): void => {
    held -= kept.get(urlPath)?.bytes ?? 0
    kept.delete(urlPath)
  }
  const find = async (urlPath: string): Promise<StaticFile | undefined> => {
    const found = await fileUnder(root, urlPath)
    if (found === undefined) return undefined
    const known = kept.get(urlPath)
    if (known?.modified === found.modified) return known.file
    drop(urlPath)
    const bytes = await readFile(found.name)
    const file = makeFile(found.name, bytes)
    // Up to three forms of each file are held.
    const cost = bytes.length * 2
    if (held + cost <= capBytes) {
      kept.set(urlPath, { file, modified: found.modified, bytes: cost })
      held += cost
    }
    return file
  }
  return { find }
}
