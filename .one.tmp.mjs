import { createTrip } from './test-node/contract/clone.ts'
for (const kinds of ['oamse','oams','e','ae','oe','me']) {
let value='bottom'; let t=performance.now()
const mk={o:i=>({inner:i}),a:i=>[i],m:i=>new Map([['inner',i]]),s:i=>new Set([i]),e:i=>new Error('e',{cause:i})}
for (let i=0;i<20000;i++) value=mk[kinds[i%kinds.length]](value)
const made=performance.now()-t; t=performance.now(); createTrip()(value); console.log(kinds,made.toFixed(0),(performance.now()-t).toFixed(0)) }
