export const nothing = () => undefined

export const work = (milliseconds) => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}
