// The sentences of a language where everything is in the package already (WeChat, tests): all of them, at once.
import { dictionaries } from './dictionary'
import type { LoadTexts } from './texts'

export const loadTexts: LoadTexts = (language) => dictionaries[language]
