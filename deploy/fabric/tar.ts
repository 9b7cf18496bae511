// Packs files into a tar archive (POSIX ustar, IEEE Std 1003.1, pax), the same bytes for the same files.

export type TarEntry = { name: string; content: Uint8Array }

const blockSize = 512

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

const header = ({ name, content }: TarEntry): Buffer => {
  const block = Buffer.alloc(blockSize)
  if (Buffer.byteLength(name) > 100)
    throw new RangeError(`the name of a file in an archive has at most 100 bytes: ${name}`)
  block.write(name, 0)
  block.write(octal(0o600, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(content.length, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 7)} `, 148)
  return block
}

const padding = (length: number): Buffer => Buffer.alloc((blockSize - (length % blockSize)) % blockSize)

/** The archive of `entries`, in their order, with a fixed time, owner and mode (0600). */
export const tar = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap((entry) => [header(entry), Buffer.from(entry.content), padding(entry.content.length)]),
    Buffer.alloc(2 * blockSize),
  ])
