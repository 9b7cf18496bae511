// `pnpm verify-proof FILE --key KEY`: the command on the words of the command line.
import { verifyProofCommand } from './proof-command.ts'

const { code, out, err } = verifyProofCommand(process.argv.slice(2))
if (out !== '') console.log(out)
if (err !== '') console.error(err)
process.exitCode = code
