import { Remembered } from './remembered.js';

describe('what is remembered', () => {
  it('is read once, until it is forgotten', async () => {
    const memory = new Remembered<number>(10);
    expect(await memory.learn('a', async () => 1)).toBe(1);
    expect(await memory.learn('b', async () => 2)).toBe(2);
    expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([1, 2, undefined]);
    memory.forget((value, key) => value === 1 || key === 'c');
    expect([memory.get('a'), memory.get('b')]).toEqual([undefined, 2]);
  });

  it('is not kept when something was forgotten while it was read', async () => {
    const memory = new Remembered<number>(10);
    const stale = memory.learn('a', async () => {
      memory.forget(() => false);
      return 1;
    });
    expect(await stale).toBe(1);
    expect(memory.get('a')).toBeUndefined();
  });

  it('is neither nothing nor an error', async () => {
    const memory = new Remembered<number>(10);
    expect(await memory.learn('a', async () => undefined)).toBeUndefined();
    await expect(memory.learn('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await memory.learn('a', async () => 3)).toBe(3);
  });

  it('is no more than it may be: the one that was kept first goes', async () => {
    const memory = new Remembered<number>(3);
    for (const key of ['a', 'b', 'c', 'b', 'd']) await memory.learn(key, async () => 1);
    expect(['a', 'b', 'c', 'd'].filter((key) => memory.get(key) !== undefined)).toEqual(['b', 'c', 'd']);
    await memory.learn('e', async () => 1);
    expect(['b', 'c', 'd', 'e'].filter((key) => memory.get(key) !== undefined)).toEqual(['b', 'd', 'e']);
  });
});
