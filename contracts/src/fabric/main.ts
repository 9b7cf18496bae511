// The chaincode as a service: a program of one endorsing organisation that its own peers call over TLS.
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { useSha256 } from '@ectrace/shared/proof/hash'
import { Shim } from 'fabric-shim'
import type { ChaincodeServerOpts, ChaincodeStub } from 'fabric-shim'
import { answer } from './chaincode.ts'

const needed = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined && value !== '') return value
  process.stderr.write(`${name} 未设置 is not set\n`)
  process.exit(1)
}

// All three or none: a server that takes calls from anybody is for a network of one's own machine alone.
const tlsNames = ['CHAINCODE_TLS_KEY', 'CHAINCODE_TLS_CERT', 'CHAINCODE_CLIENT_CA'] as const
const withTls = tlsNames.some((name) => process.env[name] !== undefined)

const options: Omit<ChaincodeServerOpts, 'tlsProps'> & Partial<ChaincodeServerOpts> = {
  ccid: needed('CHAINCODE_ID'),
  address: needed('CHAINCODE_SERVER_ADDRESS'),
  ...(withTls && {
    tlsProps: {
      key: readFileSync(needed('CHAINCODE_TLS_KEY')),
      cert: readFileSync(needed('CHAINCODE_TLS_CERT')),
      clientCACerts: readFileSync(needed('CHAINCODE_CLIENT_CA')),
    },
  }),
}

useSha256({
  ofBytes: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
  ofText: (text) => hash('sha256', text, 'hex'),
})

const invoked = async (stub: ChaincodeStub): Promise<ReturnType<typeof Shim.success>> => {
  const { fcn, params } = stub.getFunctionAndParameters()
  try {
    return Shim.success(await answer(stub, fcn, params, Date.now))
  } catch (error) {
    return Shim.error((error as Error).message) as never
  }
}

const server = Shim.server({ Init: invoked, Invoke: invoked }, options as ChaincodeServerOpts)
server.start().then(
  () => process.stderr.write(`链码已就绪 · chaincode ${options.ccid} listens on ${options.address}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  },
)
