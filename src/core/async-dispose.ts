/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The key by which `await using` ends something. Where the language lacks it still, as in WebKit, it is the one that compilers
 * (esbuild, Babel, SWC) fall back on; and without either, a class would get a method named "undefined".
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  (Symbol as { asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)
