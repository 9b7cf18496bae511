// story.e2e.test.ts once more, on a Fabric network with PostgreSQL and Redis.
import './story.e2e.test.ts'
import { onFabric } from '@ectrace/bff/test/fabric-engine'
import { runOn } from '@ectrace/bff/test/run-on'

runOn(onFabric(process.env.TEST_POSTGRES_URL, process.env.TEST_REDIS_URL))
