// Names that the build puts into the bundle, and modules without types of their own.

/** Verifier key of the platform's log (C2SP vkey text); empty when the build pinned none. */
declare const LOG_KEY: string
/** Origin of the BFF without trailing slash; empty on H5, which talks to the server it came from. */
declare const API_BASE: string

declare module '*.scss'

declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode'
}

/** The files of a folder as webpack puts them into the build, each asked for when it is needed. */
interface TextFiles {
  keys: () => string[]
  (file: string): Promise<Record<string, object>>
}
interface ImportMeta {
  webpackContext: (folder: string, how: { mode: 'lazy-once'; chunkName: string; regExp: RegExp }) => TextFiles
}
