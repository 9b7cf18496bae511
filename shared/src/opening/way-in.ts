// From the parameters of a page, or what WeChat's scanner hands over, to the text of the code: every way in ends here.

/** Longer is no code; it goes on cut, and is refused as what it is. */
const longest = 600

/** The path that a scene stands for; what is no scene of ours comes back as it is. */
const pathOfScene = (scene: string): string => (/^(00|01|x|t)\//.test(scene) ? `/s/${scene}` : scene)

/** `c`: our own links, `q`: the printed link as WeChat hands it over, `scene`: a mini-program code. Each decoded once. */
export const textOfParameters = ({ c, q, scene }: { c?: string; q?: string; scene?: string }): string | undefined => {
  const given = [c, q, scene === undefined ? undefined : pathOfScene(scene)].find((text) => text !== undefined)
  return given?.slice(0, longest)
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not encoded, or cut: what stands there is judged.
    return text
  }
}

const pagePath = /^\/?pages\/[a-z-]+\/index(?:\.html)?\?(.*)$/

/** What a scanner read: a page of this mini-program (`pages/trace/index?scene=…`) becomes the code it was opened with. */
export const textOfScan = (text: string): string => {
  const query = pagePath.exec(text.slice(0, 2 * longest))?.[1]
  if (query === undefined) return text
  const given: { c?: string; q?: string; scene?: string } = {}
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    const [name, value] = [part.slice(0, at), decoded(part.slice(at + 1))]
    if (name === 'c' || name === 'q' || name === 'scene') given[name] ??= value
  }
  return textOfParameters(given) ?? text
}
