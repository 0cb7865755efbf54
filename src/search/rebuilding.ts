import { Worker } from 'node:worker_threads';
import { GeoIndex } from '#libs/geo';
import { type Logger, stackOf } from '../platform/log.js';
import { threadFile } from '../platform/thread-file.js';

/** A search reads the side list from end to end, some nanoseconds a point. */
const MOST_ASIDE = 256;
/** Below this the index is built anew in a few milliseconds, in which a thread would not have started. */
const SMALL = 2000;

/**
 * Builds the index anew when many points have come or moved: in a thread of its own, which reads the memory that the
 * index lies in, so that searches go on meanwhile and nothing is copied.
 *
 * What the thread reads may change under its hands. What was changed since it began is remembered, and put into the new
 * index before it takes the old one's place.
 */
export class Rebuilding {
  private touched: Set<number> | null = null;

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  /** Remembers that a point was changed. */
  touch(item: number): void {
    this.touched?.add(item);
  }

  /** Begins if there is reason to. The new index may be handed over at once or later. */
  consider(geo: GeoIndex, handOver: (rebuilt: GeoIndex) => void): void {
    if (this.touched !== null || geo.sideCount <= MOST_ASIDE) return;
    if (geo.itemCount < SMALL) {
      handOver(geo.rebuilt({ isShared: true }));
      return;
    }
    this.touched = new Set();
    this.inThread(geo.buffer).then(
      (buffer) => {
        const rebuilt = GeoIndex.from(buffer);
        for (const item of this.touched ?? []) copyItem(geo, rebuilt, item);
        this.touched = null;
        handOver(rebuilt);
      },
      (error: unknown) => {
        // Searches go on with the old one, which is right and slower, and the next change tries again.
        this.log.error({ stack: stackOf(error) }, 'the index of points was not built anew');
        this.touched = null;
      },
    );
  }

  private inThread(buffer: ArrayBufferLike): Promise<ArrayBufferLike> {
    const { file, options } = threadFile('rebuild.thread', import.meta.url);
    return new Promise((resolve, reject) => {
      const thread = new Worker(file, { workerData: buffer, ...options });
      // A process that is told to stop does not wait for an index that nobody will use.
      thread.unref();
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`The thread ended with ${code}.`)));
    });
  }
}

/** Makes a point of one index what it is in another. */
function copyItem(from: GeoIndex, to: GeoIndex, item: number): void {
  const point = from.pointOf(item);
  if (point === null) to.remove(item);
  else to.put(item, point);
}
