import { inspect } from 'node:util'
const small = new Function('array', 'return %HasSmiElements(array)')
const double = new Function('array', 'return %HasDoubleElements(array)')
const k = (a) => (small(a) ? 'small' : double(a) ? 'double' : 'any')
const D=()=>Array.from({ length: 5000 }, (_, i) => i+.5)
const elementAt=(array,index)=>array[index]
const holed = (...items) => { const array=[...items]; array.length++; return array }
const samples = [[1], [1.5], ['a'], holed(1), holed(1.5), holed({}), {0:1}, new Uint8Array(1), new Float64Array(1), 'text', (function(){return arguments})(1), new Int8Array(1), new Int32Array(2)]
for (const sample of samples) for (let i = 0; i < 300; i++) elementAt(sample, 0)
const run=(n,f)=>{for(let r=0;r<400;r++){const d=D();f(d);if(k(d)!=='double'){console.log(n,'converts at',r);return}}console.log(n,'ok')}
run('includes',d=>d.includes(undefined))
run('inspect',d=>inspect(d,{maxArrayLength:0,depth:0,customInspect:false,breakLength:Infinity,colors:false,showHidden:false}))
run('values',d=>Object.values(d))
run('elementAt',d=>{let s=0;for(let i=0;i<5000;i++){const e=elementAt(d,i);if(typeof e!=='number')break;s+=e};return s})
