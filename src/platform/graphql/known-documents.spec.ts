import { buildSchema } from 'graphql';
import { KnownDocuments } from './known-documents.js';

const schema = buildSchema('type Query { a: Int b: Int }');

describe('the documents that are known', () => {
  it('are no more than a number, and the one that was not used for longest goes first', () => {
    const known = new KnownDocuments(2, 1000);
    known.learn(schema, '{ a }');
    known.learn(schema, '{ b }');
    known.find('{ a }');
    known.learn(schema, '{ a b }');
    expect(['{ a }', '{ b }', '{ a b }'].map((text) => known.find(text) !== undefined)).toEqual([true, false, true]);
    expect(known.size).toBe(2);
  });

  it('have no more characters than a limit together, whatever their number', () => {
    const known = new KnownDocuments(1000, 100);
    for (let count = 0; count < 1000; count += 1) known.learn(schema, `{ a } # ${'x'.repeat(count % 40)}${count}`);
    expect(known.size).toBeGreaterThan(0);
    expect(known.size).toBeLessThan(10);
    known.learn(schema, `{ a } # ${'x'.repeat(100)}`);
    expect(known.size).toBe(0);
    known.learn(schema, '{ a }');
    expect(known.find('{ a }')).toBeDefined();
  });

  it('are the same when they are learnt again', () => {
    const known = new KnownDocuments();
    expect(known.learn(schema, '{ a }')).toBe(known.learn(schema, '{ a }'));
    expect(known.size).toBe(1);
  });

  it('have an operation by its name, and by none where there is one', () => {
    const known = new KnownDocuments();
    const two = known.learn(schema, 'query one { a } query two { b }');
    expect(two.operation('one')).toBeDefined();
    expect(two.operation('one')).toBe(two.operation('one'));
    expect([two.operation(null), two.operation('three')]).toEqual([undefined, undefined]);
    const single = known.learn(schema, 'query one { a }');
    expect(single.operation(null)).toBe(single.operation('one'));
    // A name like one of every object's own is no name of an operation.
    expect(single.operation('constructor')).toBeUndefined();
  });
});
