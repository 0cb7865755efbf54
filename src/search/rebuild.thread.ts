// Run by rebuilding.ts in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { GeoIndex } from '#libs/geo';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows; this is a thread.
parentPort?.postMessage(GeoIndex.from(workerData as SharedArrayBuffer).rebuilt({ isShared: true }).buffer);
