// For tests: a process of its own that wants the lead of a schema and tells its parent when it has it, until it is killed.
// Arguments: address of a PostgreSQL, schema. Messages: `ready` with its run, then `leads` whenever the lead comes or goes.
import { openLeadership } from '../src/store/leadership.ts'

export type Told = { ready: string } | { leads: boolean }

const tell = (told: Told): void => void process.send?.(told)

const [, , url = '', schema = ''] = process.argv
const leadership = await openLeadership({ url, schema: 'vault' })
const lead = leadership.lead({ url, schema })
lead.onChange(() => tell({ leads: lead.holds() }))
tell({ ready: leadership.run })
