// One thread of the measure of limits.ts: verifies P-256 signatures for the time it was given and tells how many a second it did.
import { parentPort, workerData } from 'node:worker_threads'
import { verifyPerSecond } from './limits.ts'

parentPort?.postMessage(verifyPerSecond(workerData as number))
