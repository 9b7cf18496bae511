// Rendered WXML as a plain tree, and how to look into it.

/** Attributes carry the names wcc gives them: `aria-role` is `ariaRole`. */
export type WxmlElement = { tag: string; attr: Record<string, unknown>; children: WxmlNode[] }
export type WxmlNode = WxmlElement | string

/** All text below, in reading order. */
export const textOf = (node: WxmlNode): string =>
  typeof node === 'string' ? node : node.children.map((child) => textOf(child)).join('')

/** Elements below (and itself) that `wanted` accepts, outer before inner. */
export const findAll = (node: WxmlNode, wanted: (element: WxmlElement) => boolean): WxmlElement[] => {
  if (typeof node === 'string') return []
  const below = node.children.flatMap((child) => findAll(child, wanted))
  return wanted(node) ? [node, ...below] : below
}

/** Elements of a class. */
export const byClass = (node: WxmlNode, name: string): WxmlElement[] =>
  findAll(node, (element) => classesOf(element).includes(name))

export const classesOf = (element: WxmlElement): string[] => {
  const value = element.attr['class']
  return typeof value === 'string' ? value.split(/\s+/) : []
}
