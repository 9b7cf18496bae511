// Makes the chaincode server one file without workspace links: what an endorsing organisation puts on its machine.
import path from 'node:path'
import { build } from 'esbuild'

const file = (name: string): string => path.join(import.meta.dirname, '..', name)

export const chaincodeBundle = file('dist/chaincode.cjs')

/** The same sources give the same bytes, by whose digest a package is labelled. Resolves to the file's path. */
export const bundleChaincode = async (): Promise<string> => {
  await build({
    entryPoints: [file('src/fabric/main.ts')],
    outfile: chaincodeBundle,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'error',
    absWorkingDir: file('.'),
  })
  return chaincodeBundle
}
