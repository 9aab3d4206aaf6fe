/** Where it is worth going. */
import { HOME } from './view.js'

export const PLACES = {
  'The whole set': HOME,
  'Seahorse valley': { x: -0.7436, y: 0.1318, span: 0.0046 },
  Elephants: { x: 0.2803, y: 0.0101, span: 0.024 },
  Spirals: { x: -0.761574, y: -0.0847596, span: 0.0018 },
  'A small one': { x: -0.743643887, y: 0.131825904, span: 0.00003 },
  Lightning: { x: -0.170337, y: -1.06506, span: 0.011 },
}
