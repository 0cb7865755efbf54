import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Scan } from './scan.js';

interface Tables extends DBSchema {
  scans: { key: string; value: Scan };
  /** What there is one of: who this phone is, the lists as they were last known, the shelf, wrong tries. */
  kept: { key: string; value: unknown };
}

/**
 * What the phone keeps through a reload and a killed tab. Where the browser refuses to keep it, because the disk is full
 * or the window is a private one, each method says so and the app goes on with what it has in memory.
 */
export class Store {
  private database: Promise<IDBPDatabase<Tables>> | null = null;

  private open(): Promise<IDBPDatabase<Tables>> {
    const opened =
      this.database ??
      openDB<Tables>('relais-counter', 1, {
        upgrade(database) {
          database.createObjectStore('scans', { keyPath: 'key' });
          database.createObjectStore('kept');
        },
        terminated: () => {
          this.database = null;
        },
      });
    this.database = opened;
    opened.catch(() => {
      this.database = null;
    });
    return opened;
  }

  /** @returns Whether they are on the disk. */
  async saveScans(scans: readonly Scan[]): Promise<boolean> {
    return this.tried(async (database) => {
      const transaction = database.transaction('scans', 'readwrite', { durability: 'strict' });
      await Promise.all([...scans.map((scan) => transaction.store.put(scan)), transaction.done]);
    });
  }

  async forgetScans(keys: readonly string[]): Promise<boolean> {
    return this.tried(async (database) => {
      const transaction = database.transaction('scans', 'readwrite');
      await Promise.all([...keys.map((key) => transaction.store.delete(key)), transaction.done]);
    });
  }

  async scans(): Promise<Scan[]> {
    let found: Scan[] = [];
    await this.tried(async (database) => {
      found = await database.getAll('scans');
    });
    return found;
  }

  async keep(name: string, value: unknown): Promise<boolean> {
    return this.tried(async (database) => {
      await database.put('kept', value, name);
    });
  }

  async kept<Value>(name: string): Promise<Value | undefined> {
    let found: Value | undefined;
    await this.tried(async (database) => {
      found = (await database.get('kept', name)) as Value | undefined;
    });
    return found;
  }

  /** Everything: scans, lists, and who the phone was. */
  async forgetAll(): Promise<boolean> {
    return this.tried(async (database) => {
      await Promise.all([database.clear('scans'), database.clear('kept')]);
    });
  }

  private async tried(work: (database: IDBPDatabase<Tables>) => Promise<void>): Promise<boolean> {
    try {
      await work(await this.open());
      return true;
    } catch {
      return false;
    }
  }
}
