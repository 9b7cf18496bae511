// Reads one large file after the other into the same memory: fresh memory for each costs as much as the reading.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const piece = 1024 * 1024

/** The bytes of a file, good until the next one is read. `pause` is called after each MiB. */
export const openFileRoom = (pause: () => void): ((file: string) => Buffer) => {
  let room = Buffer.alloc(0)

  const fill = (fd: number, size: number): number => {
    let length = 0
    for (let got = -1; got !== 0 && length < size; length += got) {
      got = readSync(fd, room, length, Math.min(piece, size - length), length)
      pause()
    }
    return length
  }

  return (file) => {
    const fd = openSync(file, 'r')
    try {
      const { size } = fstatSync(fd)
      // Whole pieces: full segments differ by less, and then one room is enough for all.
      if (size > room.length) room = Buffer.allocUnsafeSlow(Math.ceil(size / piece) * piece)
      return room.subarray(0, fill(fd, size))
    } finally {
      closeSync(fd)
    }
  }
}
