// load-check.int.test.ts once more, with vault and read model in PostgreSQL.
import './load-check.int.test.ts'
import { postgresql } from './engines.ts'
import { runOn } from './run-on.ts'

runOn(postgresql(process.env.TEST_POSTGRES_URL))
