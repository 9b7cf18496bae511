// What `import … from '@jest/globals'` gives in a test file that runs on plain Node: Jest's own functions, outside its sandbox.
import { jestExpect } from '@jest/expect'

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus'
export const expect = jestExpect
