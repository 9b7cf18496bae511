// Which files of an H5 build the service worker keeps (src/platform/offline-shell): scripts, styles and the decoder.
import type { Compilation } from './emit-json'

const wanted = /^(js|css)\/.+\.(js|css)$/
/** Paths of files that webpack does not make. */
const more = ['/static/wasm/zxing_reader.wasm']

export const offlineFiles = ({ assets }: Compilation): string[] => {
  const made = Object.keys(assets).filter((name) => wanted.test(name))
  return [...made.map((name) => `/${name}`), ...more].sort()
}
