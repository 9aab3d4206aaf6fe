/** An array of so many things. */
export const at = (n: number, make: (i: number) => unknown) =>
  Array.from({ length: n }, (_, i) => make(i))
export const withProperties = <T extends object>(object: T, properties: object) =>
  Object.assign(object, properties)
const lastIndex = (pattern: RegExp, index: number) => withProperties(pattern, { lastIndex: index })

/** Values that must arrive as they left, by name. */
export const values: Record<string, () => unknown> = {
  primitives: () => [undefined, null, true, false, '', 'text', 0, 1, -1, 10n],
  'special numbers': () => [-0, NaN, Infinity, -Infinity, Number.EPSILON, 2 ** 53, 5e-324],
  'integers around every width': () =>
    [7, 8, 15, 16, 31, 32].flatMap((bits) => [
      2 ** bits - 1,
      2 ** bits,
      -(2 ** bits),
      -(2 ** bits) - 1,
    ]),
  'big integers': () => [0n, 1n, -1n, 2n ** 63n, -(2n ** 64n), 2n ** 64n - 1n, 3n ** 500n],
  'strings of every length': () =>
    [0, 1, 11, 12, 13, 31, 32, 127, 128, 4096, 4097, 8192, 100_000].map((n) => 'x'.repeat(n)),
  'strings of every kind': () => ['é', 'ÿ', '日本語'.repeat(20), '😀', 'a\0b', '\u2028', 'e\u0301'],
  'lone surrogates': () => ['\ud800', 'x\udfff', '\udc00\ud800'.repeat(3000)],
  'many short strings': () => at(500, (i) => `string ${i} ${i % 7 === 0 ? 'ü' : ''}`),
  'boxed primitives': () => [new Number(-0), new String('s'), new Boolean(false), Object(5n)],
  dates: () => [new Date(0), new Date(NaN), new Date(8.64e15)],
  patterns: () => [/a+/, lastIndex(/b/giy, 3), /[/\]\n]/u, new RegExp('')],
  'plain objects': () => ({ a: 1, b: { c: [2] }, 7: 'x', '': 'empty', 'with space': 1 }),
  'dangerous keys': () => JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "length": 3}'),
  'an object of many keys': () =>
    Object.fromEntries(at(200, (i) => [`key${i}`, i]) as [string, number][]),
  'objects of one shape': () =>
    at(50, (i) => ({ id: i, name: `n${i}`, __proto__: null, ok: true })).map((o) => ({
      ...(o as object),
    })),
  'objects of many shapes': () => at(100, (i) => ({ [`k${i}`]: i, [`l${i % 3}`]: [i] })),
  arrays: () => [[], [[]], [1, 'a', null], at(300, (i) => ({ i }))],
  'arrays of numbers': () => [
    at(20, (i) => i * 1e6),
    at(20, (i) => i / 3),
    [0, -0, 1, 2, 3, 4, 5, 6],
  ],
  'arrays with undefined': () => [undefined, [undefined, 1, undefined]],
  'arrays with holes': () => withProperties(new Array(5), { 1: 'x', 4: undefined }),
  'arrays with properties': () => [
    /(?<year>\d+)/.exec('in 2026'),
    withProperties([1, 2], { extra: 'x' }),
  ],
  'numbers with a property': () =>
    withProperties(
      at(10, (i) => i),
      { extra: 1.5 },
    ),
  'a hole and a property': () => withProperties([1, , 3], { extra: 'x' }),
  'a long sparse array': () => withProperties([], { 4_000_000_000: 'far' }),
  maps: () =>
    new Map<unknown, unknown>([
      [1, 'a'],
      ['k', { v: 1 }],
      [NaN, new Map([[{}, []]])],
    ]),
  sets: () => new Set<unknown>([1, 'a', null, undefined, new Set([[]])]),
  buffers: () => [new ArrayBuffer(0), new Uint8Array([1, 2, 3]).buffer],
  'views of every type': () => {
    const { buffer } = new Uint8Array(at(64, (i) => i * 3) as number[])
    return [
      new DataView(buffer, 3, 5),
      new Int8Array(buffer),
      new Uint8Array(buffer, 1, 2),
      new Uint8ClampedArray(buffer),
      new Int16Array(buffer, 2),
      new Uint16Array(buffer, 4, 3),
      new Int32Array(buffer),
      new Uint32Array(buffer),
      new Float32Array(buffer),
      new Float64Array(buffer, 8, 2),
      new BigInt64Array(buffer),
      new BigUint64Array(buffer, 16),
    ]
  },
  'errors of every class': () => [
    new Error('e'),
    new EvalError('e'),
    new RangeError('e'),
    new ReferenceError('e'),
    new SyntaxError('e'),
    new TypeError('e'),
    new URIError('e'),
    new Error(),
  ],
  'an error with everything': () =>
    withProperties(new TypeError('outer', { cause: new RangeError('inner', { cause: 'text' }) }), {
      code: 'E_CODE',
      errno: -2,
      detail: { path: ['a'] },
    }),
  'aggregate errors': () =>
    new AggregateError([new Error('one'), 'two', new AggregateError([])], 'all'),
  'a renamed error': () => withProperties(new Error('x'), { name: 'Custom' }),
}
