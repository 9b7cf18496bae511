// What page and decoding worker tell each other.

/** `thorough`: a still picture, worth every engine; otherwise one frame of many. */
export type DecodeRequest = { id: number; width: number; height: number; pixels: ArrayBuffer; thorough: boolean }

export type DecodeAnswer = { id: number; texts: string[] }
