// The codes of a batch that have not gone out, as many as are asked for.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'

const aPage = 200

/** The first `most` free codes of a batch. */
export const freeCodes = async (batch: string, most: number): Promise<string[]> => {
  const paths: string[] = []
  let after: string | undefined
  do {
    const page = await call(endpoints.codes, { params: { id: batch }, query: { after, limit: aPage } })
    paths.push(...page.items.map(({ path }) => path))
    after = page.next
  } while (after !== undefined && paths.length < most)
  return paths.slice(0, most)
}
