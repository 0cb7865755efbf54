const HOUR_MS = 3_600_000;

/** A newer version of the app that waits for this one to end. */
export const update = $state<{ waiting: ServiceWorker | null }>({ waiting: null });

/** Lets the app open without a network. A browser without service workers, or plain HTTP, goes on without. */
export function registerWorker(): void {
  navigator.serviceWorker
    ?.register('/counter/sw.js', { scope: '/counter', updateViaCache: 'none' })
    .then((registration) => {
      const look = () => {
        const { installing, waiting } = registration;
        if (waiting !== null && registration.active !== null) update.waiting = waiting;
        installing?.addEventListener('statechange', look);
      };
      look();
      registration.addEventListener('updatefound', look);
      // A till is open for weeks.
      setInterval(() => void registration.update().catch(() => {}), HOUR_MS);
      void navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage('KEEP_READER'));
    })
    .catch(() => {});
}

/** Gives way to the newer version. What is unsent is on the disk, and the new one reads it there. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  update.waiting?.postMessage('TAKE_OVER');
}
