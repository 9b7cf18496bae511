// Reads codes with jsQR in a thread of its own, which the page ends when it takes too long.
import { answerWith } from './decode-message'
import { readWithJsqr } from './jsqr-reader'

answerWith((picture) => Promise.resolve(readWithJsqr(picture)))
