// A licence as a picture, for the pages that show one.
import sharp from 'sharp'

const line = (y: number, width: number): string =>
  `<rect x="52" y="${String(y)}" width="${String(width)}" height="7" rx="3" fill="#b9a37a"/>`

const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="560">
  <rect width="420" height="560" fill="#fbf6e9"/>
  <rect x="14" y="14" width="392" height="532" fill="none" stroke="#c8a24a" stroke-width="5"/>
  <rect x="24" y="24" width="372" height="512" fill="none" stroke="#c8a24a" stroke-width="1.5"/>
  <circle cx="210" cy="88" r="30" fill="#c0392b"/>
  <text x="210" y="176" font-family="Noto Sans CJK SC" font-size="36" font-weight="700" text-anchor="middle" fill="#7a1f16">食品生产许可证</text>
  ${[230, 262, 294, 326, 358].map((y, i) => line(y, [210, 316, 270, 316, 180][i] ?? 200)).join('')}
  <circle cx="312" cy="446" r="46" fill="none" stroke="#c0392b" stroke-width="5"/>
  <circle cx="312" cy="446" r="12" fill="#c0392b"/>
  <rect x="52" y="412" width="92" height="92" fill="#ffffff" stroke="#555555"/>
  <path d="M62 422h24v24h-24zM110 422h24v24h-24zM62 470h24v24h-24zM96 456h16v16h-16zM116 476h16v16h-16z" fill="#222222"/>
</svg>`

/** A PNG of 420 × 560; it shows no real document. */
export const licencePicture = (): Promise<Buffer> => sharp(Buffer.from(sheet)).png().toBuffer()
