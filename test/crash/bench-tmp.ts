import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { rmSync } from 'node:fs';
const data='/tmp/p1/data'; rmSync(data,{recursive:true,force:true});
async function measure(name:string, n:number, f:()=>Promise<void>){ const cpu=process.threadCpuUsage(); const t=performance.now(); await f(); const s=(performance.now()-t)/1000; const u=process.threadCpuUsage(cpu); console.log(name, Math.round(n/s)+'/s', 'main cpu us per op', ((u.user+u.system)/n).toFixed(1)); }
const store=new FileObjectStore({data});
const body=Buffer.alloc(5120,'x');
for (const flight of [1,4,16,32]) await measure(`puts ${flight}`, 6000, async()=>{ let left=6000; await Promise.all(Array.from({length:flight}, async(_,w)=>{ let k; while((k=left--)>0) await store.put(`${k%2?'raw':'content'}/site.gov/page-${flight}-${k}`,body);})); });
await measure(`gets 16`, 24000, async()=>{ let left=24000; await Promise.all(Array.from({length:16}, async(_,w)=>{ let k; while((k=left--)>0) await store.get(`${k%2?'raw':'content'}/site.gov/page-1-${k%6000}`);})); });
await measure(`list pages of 12000`, 12, async()=>{ let after:string|undefined; do { const p=await store.list('raw/site.gov/', after===undefined?{}:{after}); after=p.next; } while(after!==undefined); });
const big=Buffer.alloc(64<<20,'x');
await measure('64 MB stream put', 1, async()=>{ await store.put('packs/x/y', (async function*(){ for(let i=0;i<big.length;i+=65536) yield big.subarray(i,i+65536); })()); });
await measure('delete', 6000, async()=>{ await store.delete(Array.from({length:6000},(_,k)=>`${k%2?'raw':'content'}/site.gov/page-1-${k}`)); });
await store.close();
