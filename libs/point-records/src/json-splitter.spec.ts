import fc from 'fast-check';
import { JsonSplitter } from './json-splitter.js';

function split(text: string, sizes: readonly number[] = []): { texts: string[]; splitter: JsonSplitter } {
  const splitter = new JsonSplitter();
  const texts: string[] = [];
  let at = 0;
  for (let turn = 0; at < text.length; turn += 1) {
    const size = sizes.length > 0 ? (sizes[turn % sizes.length] as number) : text.length;
    texts.push(...splitter.push(text.slice(at, at + size)).map((element) => element.text));
    at += size;
  }
  splitter.end();
  return { texts, splitter };
}

describe('JsonSplitter', () => {
  it('cuts out what JSON.parse finds, wherever the text is cut', () => {
    const element = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    const rest = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(element),
        rest,
        sizes,
        fc.constantFrom('features', 'elements'),
        (elements, more, cuts, key) => {
          const { features: _f, elements: _e, ...others } = more;
          const { texts, splitter } = split(JSON.stringify({ ...others, [key]: elements, last: 1 }, null, 1), cuts);
          expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(elements)));
          expect([splitter.fault, splitter.format]).toEqual([null, key === 'features' ? 'GEOJSON' : 'OVERPASS']);
        },
      ),
    );
  });

  it('is not led astray by the same words elsewhere', () => {
    const text = '{"name": "features", "x": [{"features": [{"a": 1}]}], "features": [{"b": "]}{\\"["}]}';
    expect(split(text).texts).toEqual(['{"b": "]}{\\"["}']);
    expect(split('{"constructor": [{}], "valueOf": [{}], "features": [{"a": 1}]}').texts).toEqual(['{"a": 1}']);
  });

  it.each([
    ['{"features": [{"a": 1}', 'TRUNCATED'],
    ['{"features": [{"a": "x', 'TRUNCATED'],
    ['{"features": []} {', 'NOT_JSON'],
    ['[{"a": 1}]', 'NOT_JSON'],
    ['   ', 'NOT_JSON'],
    ['{"features": []}}', 'NOT_JSON'],
  ])('%j is %s', (text, fault) => {
    expect(split(text).splitter.fault).toBe(fault);
  });

  it('says on which line an element begins', () => {
    const splitter = new JsonSplitter();
    expect(splitter.push('{\n"features": [\n{"a": 1},\n{"b":\n2}]}').map(({ line }) => line)).toEqual([3, 4]);
  });
});
