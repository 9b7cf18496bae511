// What the browser says about its reader.

/** BCP 47 tag of the system, such as `zh-CN`. */
export const systemLanguage = (): string => navigator.language

/** How much larger than usual the reader wants text; browsers zoom by themselves. */
export const systemFontScale = (): number => 1

/** Tells assistive technology which language the page speaks. */
export const declareLanguage = (language: 'zh' | 'en'): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Address of the page itself, `https://host`. */
export const pageOrigin = (): string => location.origin
