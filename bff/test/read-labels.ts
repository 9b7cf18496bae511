// For tests of labels: pages and pictures as pixels, every QR code on them read in the order of reading, and ZPL drawn as a printer would.
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Canvas } from '@napi-rs/canvas'
import jsQR from 'jsqr'

type Place = { left: number; top: number; width: number; height: number }

/** What the QR code in a part of a picture says. */
const readIn = (canvas: Canvas, { left, top, width, height }: Place): string | undefined => {
  const { data } = canvas.getContext('2d').getImageData(left, top, width, height)
  // White on black is nothing that a label is.
  return jsQR.default(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' })?.data
}

const pictureOf = async (bytes: Uint8Array): Promise<Canvas> => {
  const image = await loadImage(Buffer.from(bytes))
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, image.width, image.height)
  context.drawImage(image, 0, 0)
  return canvas
}

const readWhole = (canvas: Canvas): string | undefined =>
  readIn(canvas, { left: 0, top: 0, width: canvas.width, height: canvas.height })

/** What the code on a PNG or SVG says. */
export const readPicture = async (bytes: Uint8Array): Promise<string | undefined> => readWhole(await pictureOf(bytes))

type Grid = { columns: number; rows: number; left: number; top: number; stepX: number; stepY: number }

/** Of the picture of a page at `dpi`: what each label of a grid (in mm) says, row by row; undefined where there is none. */
export const readGrid = async (
  bytes: Uint8Array,
  dpi: number,
  { columns, rows, ...grid }: Grid,
): Promise<(string | undefined)[]> => {
  const canvas = await pictureOf(bytes)
  const dots = (mm: number): number => Math.floor((mm * dpi) / 25.4)
  return Array.from({ length: columns * rows }, (_none, i) => {
    const left = dots(grid.left + (i % columns) * grid.stepX)
    const top = dots(grid.top + Math.floor(i / columns) * grid.stepY)
    const [width, height] = [
      Math.min(dots(grid.stepX), canvas.width - left),
      Math.min(dots(grid.stepY), canvas.height - top),
    ]
    return readIn(canvas, { left, top, width, height })
  })
}

/** `data` of a graphic field, with the repeat counts of ZPL II, as rows of hexadecimal digits. */
const rowsOfGraphic = (data: string, bytesPerRow: number): string[] => {
  const rows: string[] = []
  let row = ''
  let count = 0
  const end = (): void => {
    rows.push(row)
    row = ''
  }
  for (const sign of data) {
    if (sign === ':') rows.push(rows.at(-1) ?? '')
    else if (sign === ',') {
      row = row.padEnd(bytesPerRow * 2, '0')
      end()
    } else if (/[G-Y]/.test(sign)) count += sign.charCodeAt(0) - 70
    else if (/[g-z]/.test(sign)) count += (sign.charCodeAt(0) - 102) * 20
    else if (/[0-9A-F]/.test(sign)) {
      row += sign.repeat(Math.max(count, 1))
      count = 0
      if (row.length === bytesPerRow * 2) end()
    } else throw new Error(`not of a graphic: ${sign}`)
  }
  if (row !== '' || rows.some(({ length }) => length !== bytesPerRow * 2)) throw new Error('a row of another length')
  return rows
}

type Printed = { canvas: Canvas; texts: string[] }

/** Prints a ZPL file: what it does not know it refuses. Texts in the printer's own letters are told, not drawn. */
const printZpl = (zpl: string): Printed[] => {
  const kept = new Map<string, { rows: string[]; bytesPerRow: number }>()
  const printed: Printed[] = []
  let size = { width: 0, height: 0 }
  let at = { x: 0, y: 0 }
  let now: Printed | undefined
  const draw = ({ rows }: { rows: string[] }): void => {
    now ??= { canvas: createCanvas(size.width, size.height), texts: [] }
    const context = now.canvas.getContext('2d')
    context.fillStyle = '#000'
    rows.forEach((row, y) => {
      Array.from(row).forEach((digit, i) => {
        const bits = Number.parseInt(digit, 16)
        for (let bit = 0; bit < 4; bit += 1)
          if ((bits & (8 >> bit)) !== 0) context.fillRect(at.x + i * 4 + bit, at.y + y, 1, 1)
      })
    })
  }
  const graphic = (given: string): { rows: string[]; bytesPerRow: number } => {
    const [bytes, bytesPerRow, data = ''] = given.split(/,(.*?),(.*)/s)
    const rows = rowsOfGraphic(data, Number(bytesPerRow))
    if (rows.length * Number(bytesPerRow) !== Number(bytes)) throw new Error(`${given.slice(0, 20)}: not of its size`)
    return { rows, bytesPerRow: Number(bytesPerRow) }
  }
  const commands: Record<string, (given: string) => void> = {
    '~DG': (given) => {
      const comma = given.indexOf(',')
      kept.set(given.slice(0, comma), graphic(given.slice(comma + 1)))
    },
    '^XA': () => undefined,
    '^CI': () => undefined,
    '^LH': () => undefined,
    '^FS': () => undefined,
    '^A0': () => undefined,
    '^PW': (given) => (size = { ...size, width: Number(given) }),
    '^LL': (given) => {
      size = { ...size, height: Number(given) }
      const canvas = createCanvas(size.width, size.height)
      const context = canvas.getContext('2d')
      context.fillStyle = '#fff'
      context.fillRect(0, 0, size.width, size.height)
      now = { canvas, texts: [] }
    },
    '^FO': (given) => {
      const [x = 0, y = 0] = given.split(',').map(Number)
      at = { x, y }
    },
    '^FT': (given) => {
      const [x = 0, y = 0] = given.split(',').map(Number)
      if (x >= size.width || y > size.height) throw new Error('a text outside of its label')
    },
    '^FD': (given) => now?.texts.push(given),
    '^GF': (given) => {
      const [, bytes = '', , bytesPerRow = '', data = ''] = /^A,(\d+),(\d+),(\d+),(.*)$/s.exec(given) ?? []
      draw(graphic(`${bytes},${bytesPerRow},${data}`))
    },
    '^XG': (given) => {
      const found = kept.get(given.split(',')[0] ?? '')
      if (found === undefined) throw new Error(`${given} is not in memory`)
      draw(found)
    },
    '^ID': (given) => kept.delete(given),
    '^XZ': () => {
      if (now !== undefined) printed.push(now)
      now = undefined
    },
  }
  for (const [, name = '', given = ''] of zpl.matchAll(/([~^][A-Z][A-Z0-9])([^~^]*)/g)) {
    const command = commands[name]
    if (command === undefined) throw new Error(`${name} is not known`)
    command(given.replace(/\n$/, ''))
  }
  if (kept.size > 0) throw new Error('the printer’s memory is not tidied')
  return printed
}

/** What the code and the texts of each printed label say. */
export const readZpl = (zpl: string): { code: string | undefined; texts: string[] }[] =>
  printZpl(zpl).map(({ canvas, texts }) => ({ code: readWhole(canvas), texts }))
