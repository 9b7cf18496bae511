// Stops a program on a Node that is too old for it: with one sentence, before anything else is loaded.

const least = 24

/** `version` as in `process.versions.node`. Ends the process with 1 when it is older than 24. */
export const assertNode = (version: string): void => {
  if (Number(version.split('.')[0]) >= least) return
  process.stderr.write(
    `需要 Node ${String(least)} 或更高版本，当前为 ${version} · Node ${String(least)} or newer is needed, this is ${version}\n`,
  )
  process.exit(1)
}
