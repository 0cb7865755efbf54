// A plugin of the build: of the outlines of the world's countries it keeps those near to France in the finer file, and
// the others in the rougher one, so that a map brings 140 kB with it and not 860.

/** By their ISO 3166 numbers: France, and whatever is seen beside her, in Europe and overseas. */
const NEAR = new Set([
  ...['250', '056', '442', '276', '756', '380', '724', '826', '020', '492', '372', '528', '620', '040', '438', '831'],
  ...['832', '833', '208', '663', '534', '028', '212', '659', '662', '500', '740', '480', '174'],
]);

const ROUGH = /world-atlas\/countries-110m\.json$/;
const FINE = /world-atlas\/countries-50m\.json$/;

/** The topology with only some of its countries, and only the arcs that those have. */
function keepCountries(topology, isWanted) {
  const wanted = topology.objects.countries.geometries.filter(({ id }) => isWanted(id));
  const places = new Map();
  const keep = (arc) => {
    const index = arc < 0 ? ~arc : arc;
    if (!places.has(index)) places.set(index, places.size);
    const kept = places.get(index);
    return arc < 0 ? ~kept : kept;
  };
  const renumber = (arcs) => arcs.map((arc) => (Array.isArray(arc) ? renumber(arc) : keep(arc)));
  const geometries = wanted.map(({ type, arcs, id }) => ({ type, id, arcs: renumber(arcs) }));
  const arcs = [...places.keys()].map((index) => topology.arcs[index]);
  return {
    type: 'Topology',
    transform: topology.transform,
    objects: { countries: { type: 'GeometryCollection', geometries } },
    arcs,
  };
}

export const trimOutlines = {
  name: 'trim-outlines',
  enforce: 'pre',
  transform(text, path) {
    if (!ROUGH.test(path) && !FINE.test(path)) return null;
    const isFine = FINE.test(path);
    const kept = keepCountries(JSON.parse(text), (id) => NEAR.has(id) === isFine);
    return JSON.stringify(kept);
  },
};
