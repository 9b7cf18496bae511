// A program that waits until the process which started it is gone, however it ended, and then ends the parts it was told about.
// Told over stdin, a record in each line; the end of stdin is the end of that process, also when it was killed.
import { createInterface } from 'node:readline'
import { isSame } from './process-identity.ts'
import type { ProcessRecord } from './process-identity.ts'

const records: ProcessRecord[] = []
for await (const line of createInterface({ input: process.stdin })) records.push(JSON.parse(line) as ProcessRecord)
for (const record of records) if (isSame(record)) process.kill(record.pid, 'SIGKILL')
