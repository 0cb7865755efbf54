// Run by solving.ts in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { solve, type Task } from './solve.js';

const TOLD_EVERY_MS = 200;

let toldAt = 0;
const solution = solve(workerData as Task, {
  progress: (progress) => {
    const now = performance.now();
    if (now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    parentPort?.postMessage({ progress });
  },
});
parentPort?.postMessage({ solution });
