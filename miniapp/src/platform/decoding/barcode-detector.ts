// The browser's own QR reader, where it has one (Android Chrome, some Safari). https://wicg.github.io/shape-detection-api/

type Detected = { rawValue: string }
export type NativeDetector = { detect: (source: CanvasImageSource) => Promise<Detected[]> }
type DetectorClass = {
  new (options: { formats: string[] }): NativeDetector
  getSupportedFormats: () => Promise<string[]>
}

const detectorClass = (): DetectorClass | undefined => {
  const holder: { BarcodeDetector?: DetectorClass } = globalThis as never
  return holder.BarcodeDetector
}

/** undefined where the browser has none, or has one that cannot read QR codes. */
export const nativeDetector = async (): Promise<NativeDetector | undefined> => {
  const Detector = detectorClass()
  if (!Detector) return undefined
  try {
    const formats = await Detector.getSupportedFormats()
    return formats.includes('qr_code') ? new Detector({ formats: ['qr_code'] }) : undefined
  } catch {
    return undefined
  }
}
