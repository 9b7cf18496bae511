// Finds Fabric's own programs: in the folder that FABRIC_BIN names, otherwise in the PATH.
import { findProgram } from '../../tools/process/find-program.ts'
import { FabricFault } from './fault.ts'

const names = ['peer', 'orderer', 'configtxgen', 'cryptogen', 'osnadmin', 'discover'] as const

export type ProgramName = (typeof names)[number]

/** Absolute path of each program. */
export type Programs = Readonly<Record<ProgramName, string>>

const source =
  'Official binaries of Hyperledger Fabric 2.5 are attached to its releases: https://github.com/hyperledger/fabric/releases ' +
  '(hyperledger-fabric-linux-amd64-2.5.x.tar.gz, folder bin)'

/** All programs that a network needs. Throws FABRIC_PROGRAM_MISSING, which names each one that is not there. */
export const fabricPrograms = (folder = process.env.FABRIC_BIN): Programs => {
  const folders = folder === undefined || folder === '' ? [] : [folder]
  const found = names.map((name) => [name, findProgram([name], folders)] as const)
  const missing = found.filter(([, file]) => file === undefined).map(([name]) => name)
  if (missing.length > 0) {
    const where =
      folders.length === 0 ? 'FABRIC_BIN is not set and the PATH does not have' : `${folders[0] ?? ''} does not have`
    throw new FabricFault('FABRIC_PROGRAM_MISSING', `${where} ${missing.join(', ')}. ${source}.`)
  }
  return Object.fromEntries(found) as Programs
}
