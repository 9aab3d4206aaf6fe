import { DATA } from '/work/main/bench/codec/data.mjs'
import { SUBJECTS } from '/work/main/bench/codec/subjects.mjs'
const s=SUBJECTS[process.argv[4]??'invoke'](), v=DATA[process.argv[2]](); let e=s.encode(v)
const until=performance.now()+4000; let n=0
if (process.argv[3]==='enc') while(performance.now()<until){for(let i=0;i<50;i++)e=s.encode(v);n+=50}
else while(performance.now()<until){for(let i=0;i<50;i++)s.decode(e);n+=50}
console.log((4e6/n).toFixed(2),'us')
