export const smallestDivisor = (n) => {
  let divisor = 2
  while (divisor * divisor <= n && n % divisor !== 0) divisor++
  return divisor * divisor > n ? n : divisor
}
