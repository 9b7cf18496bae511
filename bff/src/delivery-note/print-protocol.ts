// What the door and the printing thread say to each other.
import type { NoteFacts } from './note-facts.ts'
import type { Language } from './note-words.ts'

/** `stop`: nobody reads this note any more. */
export type PrintRequest = { id: number; facts: NoteFacts; language: Language } | { id: number; stop: true }
export type PrintReply = { id: number } & ({ chunk: Uint8Array } | { end: true } | { failed: string })
