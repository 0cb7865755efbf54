import { Device } from './device.svelte.js';
import { Lists } from './lists.svelte.js';
import { Outbox } from './outbox.svelte.js';
import { Store } from './store.js';
import { WrongTries } from './wrong-tries.js';

/** Without a network, and ten times as rarely with one. */
const LOOK_EVERY_MS = 30_000;

export const store = new Store();
export const device = new Device(store);
export const outbox = new Outbox(store, device);
export const lists = new Lists(store, device);
export const wrongTries = new WrongTries(store);

/** Reads what the phone has kept, and from then on follows its network. */
export async function start(): Promise<void> {
  await Promise.all([device.load(), outbox.load(), lists.load(), wrongTries.load()]);
  const back = () => void comeBack();
  addEventListener('online', back);
  addEventListener('offline', () => {
    device.isOnline = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') back();
  });
  let turns = 0;
  setInterval(() => {
    turns += 1;
    if (!device.isOnline || turns % 10 === 0) back();
  }, LOOK_EVERY_MS);
  back();
}

/** Perhaps there is a network again: what is unsent goes first. */
export async function comeBack(): Promise<void> {
  if (device.standing === 'UNPAIRED' || !navigator.onLine) return;
  outbox.now();
  await device.check();
  await lists.refresh();
}
