import { feature } from 'topojson-client';
import near from 'world-atlas/countries-50m.json';
import far from 'world-atlas/countries-110m.json';

type Topology = Parameters<typeof feature>[0];

/**
 * The outlines of the countries, from Natural Earth: France and her neighbours closely, the others roughly. The build
 * keeps of both files only what is drawn from it (tools/trim-outlines.mjs).
 */
export const OUTLINES: GeoJSON.FeatureCollection = {
  type: 'FeatureCollection',
  features: [far, near].flatMap((topology) => featuresOf(topology as unknown as Topology)),
};

function featuresOf(topology: Topology): GeoJSON.FeatureCollection['features'] {
  const { countries } = topology.objects;
  const found = countries ? feature(topology, countries) : null;
  return found === null ? [] : found.type === 'FeatureCollection' ? found.features : [found];
}
