// What every target must offer. x.h5.ts and x.weapp.ts implement these; x.ts lets tools without Taro's resolver find one.

export type HttpMethod = 'GET' | 'POST' | 'DELETE'

/** Bytes that are sent as they are, with their media type and the name of their file. */
export type BinaryBody = { bytes: ArrayBuffer; type: string; name?: string }

export type HttpRequest = {
  /** Sent as JSON. */
  body?: unknown
  binary?: BinaryBody
  headers?: Record<string, string>
  /** Milliseconds until the request is given up; 15,000 unless told. */
  deadline?: number
}

/** Any HTTP status arrives here; header names are lower-case; json is undefined for an empty body. */
export type HttpReply = { status: number; headers: Record<string, string>; json: unknown }

/** Throws NetworkFailure when there is no usable answer. `path` starts with `/`. */
export type SendRequest = (method: HttpMethod, path: string, request?: HttpRequest) => Promise<HttpReply>

/** A picture from the camera or the album. */
export type PickedFile = { name: string; type: string; bytes: ArrayBuffer; /** For showing it. */ url: string }

/** undefined: the person cancelled. */
export type PickPicture = (source: 'camera' | 'any') => Promise<PickedFile | undefined>

/** A file of at most `most` bytes that the person chose, named `x.{extension}`; undefined: cancelled. Rejects with FILE_TOO_LARGE for a larger one. */
export type PickFile = (
  most: number,
  extensions: readonly string[],
) => Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | undefined>

/** Hands `text` to the person as a file; false when the device refuses. */
export type SaveFile = (name: string, text: string) => Promise<boolean>

export type FileRequest = {
  /** Sent as JSON. */
  body?: unknown
  headers?: Record<string, string>
  /** How much has come so far. */
  onBytes: (bytes: number) => void
  /** Whether the person has given up; asked whenever bytes come. */
  stopped: () => boolean
}

/** `json` is that of a refusal (400 and above). `save` hands the file to the person; false when the device refuses, which may be because nobody pressed anything. */
export type FileReply = HttpReply & { save: (name: string) => Promise<boolean> }

/** Fetches a file that the server makes. Throws NetworkFailure, `interrupted` when it was stopped. */
export type FetchFile = (method: HttpMethod, path: string, request: FileRequest) => Promise<FileReply>

export type Cue = 'hit' | 'duplicate' | 'miss'

/** Sound and vibration of one scan result. */
export type PlayCue = (cue: Cue) => void

export type RandomBytes = (length: number) => Promise<Uint8Array>

export type ScannerState =
  /** Asking for the camera, loading the decoder. */
  | 'starting'
  | 'scanning'
  /** The person or the system refused the camera. */
  | 'denied'
  /** No camera on this device. */
  | 'missing'
  /** The page is not in a secure context: browsers give no camera. */
  | 'insecure'
  /** The app whose browser shows this page gives it no camera. */
  | 'inApp'
  /** Another program has the camera, or took it. */
  | 'busy'
  /** The camera could not start, nobody knows why. */
  | 'failed'

/** Factors by which the picture can come nearer. */
export type ZoomRange = { min: number; max: number }

export type CameraSide = 'back' | 'front'

export type ScannerReport = {
  state: ScannerState
  /** Whether the light can be switched. */
  torch: boolean
  /** Absent when this camera does not zoom. */
  zoom?: ZoomRange | undefined
  /** Whether there is another camera to switch to. */
  otherSide?: boolean
}

export type ScannerProps = {
  /** The text of a code; the same text again only after two seconds without it. */
  onHit: (text: string) => void
  onState: (report: ScannerReport) => void
  light: boolean
  /** A factor in the range that was reported; 1 until somebody changes it. */
  zoom: number
  side: CameraSide
  /** false: the camera rests (battery), nothing is decoded. */
  active: boolean
  /** Words for the camera picture, read by screen readers. */
  label: string
}

/** How a person lets this page use the camera: which words explain it. */
export type CameraHelp = 'ios' | 'android' | 'desktop' | 'weapp'

/** A picture of the server by its path: its bytes, for checking, and an address for showing. Throws NetworkFailure. */
export type LoadPicture = (path: string) => Promise<{ bytes: Uint8Array; url: string }>

/** A hook: whether the page is before somebody's eyes. */
export type UsePageShown = () => boolean

/** Through what a consumer's scan came. */
export type ScanDoor = 'h5' | 'weapp'

/** A code of the platform that shows the app, which only its server can turn into a person; undefined where there is none. */
export type PersonCode = () => Promise<string | undefined>

/** What the sheet says that asks for consent to the privacy guide. */
export type PrivacyWords = {
  title: string
  text: string
  contract: string
  /** What can be done without consent. */
  otherwise: string
  agree: string
  refuse: string
}

/** Tells at once and from then on whether there is a network at all; true says nothing about reaching the server. */
export type WatchNetwork = (listener: (up: boolean) => void) => void

/** Whether this program alone uses what is called `name` on this device, from now until it ends. */
export type HoldAlone = (name: string) => Promise<boolean>

/** Keeps what the pages need to open again without a network; does nothing where the platform does so itself. */
export type KeepShell = () => void

/** Hands a PNG to others. `saved`: this device has no way to share, and it was downloaded instead. */
export type SharePicture = (
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
) => Promise<'shared' | 'saved' | 'cancelled' | 'refused'>

/** Asks for one message of each of these templates (three at most); answers those that were allowed. Only from a press. */
export type AskForMessages = (templates: readonly string[]) => Promise<string[]>
