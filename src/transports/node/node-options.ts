/** Cut as Node does it: at spaces, except between quotes, where a backslash takes the next sign as it is. */
const parse = (text: string): string[] => {
  const flags: string[] = []
  let flag: string | undefined
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    let sign = text[i]
    if (sign === ' ' && !isQuoted) {
      if (flag !== undefined) flags.push(flag)
      flag = undefined
      continue
    }
    if (sign === '"') {
      isQuoted = !isQuoted
      continue
    }
    if (sign === '\\' && isQuoted) sign = text[++i] ?? ''
    flag = (flag ?? '') + sign
  }
  if (flag !== undefined) flags.push(flag)
  return flags
}

const quoted = (flag: string): string =>
  /[\s"\\]/.test(flag) ? `"${flag.replaceAll(/["\\]/g, '\\$&')}"` : flag

/** The variable NODE_OPTIONS with other flags in it; as it is, if they are the same. */
export const mapNodeOptions = (
  text: string,
  change: (flags: readonly string[]) => readonly string[],
): string => {
  const before = parse(text)
  const after = change(before)
  return after.length === before.length ? text : after.map(quoted).join(' ')
}
