// The codes of a batch that have not gone out, as many as are asked for.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'

export type FreeCodes = { paths: string[]; total: number }

const aPage = 200

/** The first `most` free codes of a batch, leaving out `taken`, and how many there are in all. */
export const freeCodes = async (batch: string, most: number, taken: ReadonlySet<string>): Promise<FreeCodes> => {
  const paths: string[] = []
  let after: string | undefined
  let total = 0
  do {
    const page = await call(endpoints.codes, { params: { id: batch }, query: { after, limit: aPage } })
    total = page.total
    paths.push(...page.items.map(({ path }) => path).filter((path) => !taken.has(path)))
    after = page.next
  } while (after !== undefined && paths.length < most)
  return { paths: paths.slice(0, most), total }
}
