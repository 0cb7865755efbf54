/** A binary heap of nodes by key, the least first (Williams 1964), in arrays that are used again and again. */
export class NodeQueue {
  private keys = new Float64Array(256);
  private nodes = new Int32Array(256);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  get leastKey(): number {
    return this.keys[0] as number;
  }

  push(key: number, node: number): void {
    if (this.count === this.keys.length) this.grow();
    const { keys, nodes } = this;
    let at = this.count;
    this.count += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = keys[parent] as number;
      if (parentKey <= key) break;
      keys[at] = parentKey;
      nodes[at] = nodes[parent] as number;
      at = parent;
    }
    keys[at] = key;
    nodes[at] = node;
  }

  /** Takes the node of the least key out; there must be one. */
  pop(): number {
    const { keys, nodes } = this;
    const first = nodes[0] as number;
    this.count -= 1;
    const { count } = this;
    const key = keys[count] as number;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (keys[child + 1] as number) < (keys[child] as number)) child += 1;
      if ((keys[child] as number) >= key) break;
      keys[at] = keys[child] as number;
      nodes[at] = nodes[child] as number;
      at = child;
    }
    keys[at] = key;
    nodes[at] = nodes[count] as number;
    return first;
  }

  private grow(): void {
    const [keys, nodes] = [this.keys, this.nodes];
    this.keys = new Float64Array(2 * keys.length);
    this.nodes = new Int32Array(2 * nodes.length);
    this.keys.set(keys);
    this.nodes.set(nodes);
  }
}
