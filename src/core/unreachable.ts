/** The default branch of an exhaustive `switch`: a forgotten case does not compile. */
export const unreachable = (value: never): never => {
  throw new Error(`unreachable: ${String(value)}`)
}
