// Seeds the demo into a folder before a run of the tests, or takes it away after it: seed-once.ts FOLDER [--remove].
import { makeAllSeeded, removeAllSeeded } from './seeded-demo.ts'

const [folder, option] = process.argv.slice(2)
if (folder === undefined) throw new Error('which folder?')
await (option === '--remove' ? removeAllSeeded : makeAllSeeded)(folder, process.env.TEST_POSTGRES_URL)
