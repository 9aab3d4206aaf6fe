/** The names in a list of dependencies that stand for something else than a module. */
export type SpecialName = 'require' | 'exports' | 'module'

export const SPECIAL_NAMES: readonly SpecialName[] = ['require', 'exports', 'module']

export const isSpecial = (name: string): name is SpecialName =>
  (SPECIAL_NAMES as readonly string[]).includes(name)
