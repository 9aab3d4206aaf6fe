/** `invoke/clone`: the codec by itself, for anyone who wants more types than `v8.serialize`, faster. */
export { register, type RegisterOptions } from './core/clone/register.js'
export { decode, encode } from './core/clone/standalone.js'
export { ProtocolError } from './core/errors.js'
