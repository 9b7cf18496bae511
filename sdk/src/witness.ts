// `pnpm witness --url URL`: see witness-command.ts.
import { runWitness } from './witness-command.ts'

process.exitCode = await runWitness('witness', process.argv.slice(2))
