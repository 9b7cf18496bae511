// Long numbers in groups of four: they are read aloud and compared by eye.

export const grouped = (no: string): string => no.replace(/(.{4})(?=.)/g, '$1 ')
