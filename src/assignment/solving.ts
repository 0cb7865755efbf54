import { Worker } from 'node:worker_threads';
import { AssignmentCancelled, type Progress } from '#libs/assignment';
import { threadFile } from '../platform/thread-file.js';
import type { Solution, Task } from './solve.js';

interface Watching {
  progress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/**
 * Solves a task in a thread of its own, so that requests are answered meanwhile.
 *
 * @throws AssignmentCancelled once the signal is given: the thread is ended where it is.
 */
export function solveInThread(task: Task, { progress, signal }: Watching = {}): Promise<Solution> {
  const { file, options } = threadFile('solve.thread', import.meta.url);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new AssignmentCancelled());
      return;
    }
    const thread = new Worker(file, { workerData: task, ...options });
    const stop = () => {
      reject(new AssignmentCancelled());
      void thread.terminate();
    };
    signal?.addEventListener('abort', stop, { once: true });
    thread.on('message', (told: { progress?: Progress; solution?: Solution }) => {
      if (told.progress) progress?.(told.progress);
      if (told.solution) resolve(told.solution);
    });
    thread.once('error', reject);
    thread.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`The thread ended with ${code}.`));
    });
  });
}
