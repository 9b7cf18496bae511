// What page and decoding workers tell each other.
import type { Effort } from './chain'

export type DecodeRequest = { id: number; width: number; height: number; pixels: ArrayBuffer; effort: Effort }

/** `pixels` come back when nothing was found, for the next reader. */
export type DecodeAnswer = { id: number; texts: string[]; pixels?: ArrayBuffer }

type Scope = {
  onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null
  postMessage: (answer: DecodeAnswer, transfer: Transferable[]) => void
}

type Read = (picture: { data: Uint8ClampedArray; width: number; height: number }, effort: Effort) => Promise<string[]>

/** Answers requests inside a worker; a reader that fails has found nothing. */
export const answerWith = (read: Read): void => {
  const scope = globalThis as unknown as Scope
  scope.onmessage = ({ data: { id, width, height, pixels, effort } }) => {
    const picture = { data: new Uint8ClampedArray(pixels), width, height }
    read(picture, effort)
      .catch(() => [])
      .then((texts) => {
        if (texts.length > 0) scope.postMessage({ id, texts }, [])
        else scope.postMessage({ id, texts, pixels }, [pixels])
      })
      .catch(() => undefined) // The page is gone.
  }
}
