import { SUBJECTS } from '/work/main/bench/codec/subjects.mjs'
const recs=(f)=>Array.from({length:200},(_,i)=>f(i))
const sets={
 flat:()=>recs(i=>({id:i,name:`record number ${i}`,active:i%2===0,score:i*1.25,group:`group ${i%7}`,count:i*3,email:`p${i}@x.org`})),
 nums:()=>recs(i=>({a:i,b:i+1,c:i*3,d:i,e:1,f:2,g:3})),
 tags:()=>recs(i=>({id:i,tags:['alpha','beta',`tag${i%10}`]})),
 objs:()=>recs(i=>({id:i,o:{x:i}})),
 strs:()=>recs(i=>`record number ${i}`),
 arrs:()=>recs(i=>[i,i,i]),
}
const names=['invoke','v8','msgpackr, types kept']
for (const [k,m] of Object.entries(sets)) { let line=k.padEnd(6)
 for (const n of names){ const s=SUBJECTS[n](),v=m(); let e; for(let i=0;i<3000;i++){e=s.encode(v);s.decode(e)}
  const es=[],ds=[]; for(let r=0;r<9;r++){let t=performance.now();for(let i=0;i<200;i++)e=s.encode(v);es.push((performance.now()-t)*5); t=performance.now();for(let i=0;i<200;i++)s.decode(e);ds.push((performance.now()-t)*5)}
  es.sort((a,b)=>a-b);ds.sort((a,b)=>a-b); line+=` ${n.slice(0,6)} enc ${es[4].toFixed(1)} dec ${ds[4].toFixed(1)} |` }
 console.log(line) }
