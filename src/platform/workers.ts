import type { MessagePort } from 'node:worker_threads';
import type { Calls } from './calls.js';
import type { Commits } from './database/commits.js';
import type { Seen } from './seen.js';

/** The memory that all threads of a process share. */
export interface SharedMemory {
  commits: SharedArrayBuffer;
  seen: SharedArrayBuffer;
  index: SharedArrayBuffer;
  rates: SharedArrayBuffer;
  connections: SharedArrayBuffer;
}

/** What the main thread of a process with workers has. */
export interface MainThread {
  kind: 'MAIN';
  shared: SharedMemory;
  seen: Seen;
}

/** What a worker has: one of several threads that answer requests. */
export interface Worker {
  kind: 'WORKER';
  /** Counts from 1. */
  number: number;
  workers: number;
  shared: SharedMemory;
  /** How far the main thread has looked, which keeps the index. */
  seen: Seen;
  commits: Commits;
  main: Calls;
  /** Where the main thread tells what readers of the index have to take over. */
  publications: MessagePort;
}

export type Thread = MainThread | Worker;

/** The token under which Nest hands out the thread; null in a process that has but one. */
export const THREAD = Symbol('THREAD');
