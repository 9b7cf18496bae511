// The sentences of a language as a browser loads them: a file of the build for readers, another one for the staff of companies.
// What is not named here is of the staff: a new feature's texts never make the reader's first page heavier.
import type { LoadTexts, Texts } from './texts'

type Files = ReturnType<ImportMeta['webpackContext']>

// webpack reads these calls while it builds, so each of them says everything in place.
const files: Record<'zh' | 'en', Record<'reader' | 'staff', Files>> = {
  zh: {
    reader: import.meta.webpackContext('./zh', {
      mode: 'lazy-once',
      chunkName: 'texts-zh',
      regExp: /\/(core|home|scan|missing|opening|trace|checks|scans|report|faults|login|demo|proof|forms)\.ts$/,
    }),
    staff: import.meta.webpackContext('./zh', {
      mode: 'lazy-once',
      chunkName: 'texts-zh-staff',
      regExp:
        /\/(?!(core|home|scan|missing|opening|trace|checks|scans|report|faults|login|demo|proof|forms)\.ts$)[\w-]+\.ts$/,
    }),
  },
  en: {
    reader: import.meta.webpackContext('./en', {
      mode: 'lazy-once',
      chunkName: 'texts-en',
      regExp: /\/(core|home|scan|missing|opening|trace|checks|scans|report|faults|login|demo|proof|forms)\.ts$/,
    }),
    staff: import.meta.webpackContext('./en', {
      mode: 'lazy-once',
      chunkName: 'texts-en-staff',
      regExp:
        /\/(?!(core|home|scan|missing|opening|trace|checks|scans|report|faults|login|demo|proof|forms)\.ts$)[\w-]+\.ts$/,
    }),
  },
}

export const loadTexts: LoadTexts = async (language, of) => {
  const load = files[language][of]
  const modules = await Promise.all(load.keys().map(load))
  return Object.assign({}, ...modules.flatMap((module) => Object.values(module))) as Texts
}
