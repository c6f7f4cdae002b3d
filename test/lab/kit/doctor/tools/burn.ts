/** Keeps every core busy for a while. Arguments: seconds, number of threads. */
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const [seconds = '', threads = ''] = process.argv.slice(2);
if (isMainThread) {
  for (let i = 0; i < Number(threads); i++)
    new Worker(new URL(import.meta.url), { workerData: Number(seconds) });
  console.log(JSON.stringify({ ready: true }));
} else {
  const endsAt = performance.now() + Number(workerData) * 1000;
  while (performance.now() < endsAt);
}
