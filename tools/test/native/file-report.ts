// What the runner asks of the process that runs test files, and what it is told.

export type FileOrder = {
  file: string
  /** Only tests whose full name matches, as `jest -t` means it. */
  namePattern?: string
  /** Milliseconds of a test that names none. */
  timeout: number
}

type ToldTest = {
  /** Names of the describes around it, outermost first. */
  within: string[]
  title: string
  status: 'passed' | 'failed' | 'pending' | 'todo'
  /** Milliseconds; null for one that did not run. */
  duration: number | null
  errors: string[]
}

export type FileReport = {
  tests: ToldTest[]
  /** Errors outside every test, such as those of an afterAll. */
  errors: string[]
  /** Bytes that the process holds afterwards. */
  memory: number
}
