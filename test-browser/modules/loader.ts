/** A loader: makes modules of nothing but their names. */
export const load = (specifier: string) => ({ name: () => `made of ${specifier}` })
