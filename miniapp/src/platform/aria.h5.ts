// What a view is to a screen reader, in the browser's words.
import type { AriaOf } from './widgets'

export const aria: AriaOf = ({ role, label, live, hidden, modal }) => ({
  ...(role === undefined ? {} : { role }),
  // The page's own title is the first level.
  ...(role === 'heading' ? { 'aria-level': 2 } : {}),
  ...(label === undefined ? {} : { 'aria-label': label }),
  ...(live === undefined ? {} : { 'aria-live': live }),
  ...(hidden === true ? { 'aria-hidden': true } : {}),
  ...(modal === true ? { 'aria-modal': true } : {}),
})
