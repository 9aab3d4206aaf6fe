/** How many mixed calls are made in a page. Fewer than in Node, as there are more rows. */
export const MIXTURE = { warmUp: 1000, once: 3000, time: 1500 }
