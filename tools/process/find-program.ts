// Looks for installed programs by name.
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Absolute path of the first of `names` found in `folders` and then in PATH. */
export const findProgram = (names: readonly string[], folders: readonly string[] = []): string | undefined => {
  const places = [...folders, ...(process.env.PATH ?? '').split(path.delimiter)].filter((place) => place !== '')
  return names.flatMap((name) => places.map((place) => path.join(place, name))).find(isExecutable)
}
