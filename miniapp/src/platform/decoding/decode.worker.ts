// Reads codes off the main thread with the chain of zxing; where WebAssembly is missing it finds nothing, and jsQR takes over.
import { createChain } from './chain'
import { answerWith } from './decode-message'
import { loadZxing } from './zxing-reader'

const chain = loadZxing({ locateFile: () => '/static/wasm/zxing_reader.wasm' }).then(createChain)
chain.catch(() => undefined) // Told with each request.

answerWith(async (picture, effort) => (await chain)(picture, effort))
