// trace.int.test.ts once more, with vault and read model in PostgreSQL.
import './trace.int.test.ts'
import { runInPostgres } from './engines.ts'

runInPostgres(process.env.TEST_POSTGRES_URL)
