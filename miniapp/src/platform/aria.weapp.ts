// What a view is to a screen reader, in WeChat's words; the build puts them into the template.
import type { AriaOf } from './widgets'

export const aria: AriaOf = ({ role, label, live, hidden, modal }) => ({
  ...(role === undefined ? {} : { ariaRole: role }),
  ...(label === undefined ? {} : { ariaLabel: label }),
  ...(live === undefined ? {} : { ariaLive: live }),
  ...(hidden === true ? { ariaHidden: true } : {}),
  ...(modal === true ? { ariaModal: true } : {}),
})
