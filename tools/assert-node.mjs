// Stops every command with one sentence when the Node that runs it is older than 24; plain JavaScript so that an old Node can read it.
// Preloaded with --import by the scripts of package.json, before the first .ts file is parsed. Also keeps what Node compiles for the
// next command, and for the threads and programs of this one: a server starts in two thirds of the time.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])

if (major < 24) {
  process.stderr.write(
    `需要 Node 24 或更高版本（当前 ${process.version}）。Linux x64/arm64 请用 npx -y pnpm@10 运行（会自动安装），其他系统请先安装 Node 24。\n` +
      `Node 24 or newer is required, this is ${process.version}: on Linux x64/arm64 run the command through npx -y pnpm@10, which installs it; elsewhere install Node 24.\n`,
  )
  process.exit(1)
}

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
