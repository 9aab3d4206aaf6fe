const spin = (milliseconds) => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

export const wait = () => new Promise((resolve) => setTimeout(resolve, 20))
export const short = () => spin(1)
export const long = () => spin(20)
