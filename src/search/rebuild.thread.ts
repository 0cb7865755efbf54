// Run by rebuilding.ts in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { GeoIndex } from '#libs/geo';

parentPort?.postMessage(GeoIndex.from(workerData as SharedArrayBuffer).rebuilt({ isShared: true }).buffer);
