// The map of the first page: dots for all points, pins for those that were found, drawn by hand as SVG and with no tiles.
// page.js, which follows it in the same script, makes one and tells it what to show.
window.relaisMap = (data, { fill, number }) => {
  const { words } = data;
  const map = document.getElementById('map');
  const caption = document.getElementById('caption');
  const whole = document.getElementById('whole');

  const SIZE = 600;
  // Mainland France in the middle of the square; what lies elsewhere has a frame of its own, out at sea.
  const MAINLAND = { lat: 46.2, lon: 2.2, kilometres: 1200 };
  const INSETS = [
    ['971', 16.2, -61.5, 110],
    ['972', 14.65, -61.0, 80],
    ['973', 4.6, -53.0, 420],
    ['974', -21.13, 55.53, 80],
    ['976', -12.82, 45.15, 50],
  ];

  const dots = [];
  for (let index = 0, lat = 0; index < data.dots.length; index += 2) {
    lat += data.dots[index];
    dots.push({ lat: lat / 1000, lon: data.dots[index + 1] / 1000 });
  }

  /** A view of so many kilometres a side, flat as maps of such size are: degrees east shrink with the latitude. */
  function viewOf({ lat, lon, kilometres: side }, size = SIZE) {
    const scale = (size / side) * 111.195;
    const shrink = Math.cos((lat * Math.PI) / 180);
    return (place) => ({
      x: size / 2 + (place.lon - lon) * shrink * scale,
      y: size / 2 - (place.lat - lat) * scale,
    });
  }

  function svg(name, attributes, ...children) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    for (const child of children) made.append(child);
    return made;
  }

  /** All dots of a view as one path: a stroke of no length and a round end is a dot, and one path is cheap. */
  function dotsPath(view, size, width) {
    const parts = [];
    for (const dot of dots) {
      const { x, y } = view(dot);
      if (x > 0 && y > 0 && x < size && y < size) parts.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    }
    return svg('path', { class: 'dots', d: parts.join(''), 'stroke-width': width });
  }

  function inset([code, lat, lon, side], index) {
    const size = 54;
    const [column, row] = [index % 2, Math.floor(index / 2)];
    const shown = dotsPath(viewOf({ lat, lon, kilometres: side }, size), size, 3.4);
    const frame = svg('rect', { width: size, height: size, rx: 6 });
    const name = svg('text', { x: 1, y: size + 13 }, words.overseas[code]);
    const left = 16 + column * (size + 18);
    const top = 366 + row * (size + 22);
    return svg('g', { class: 'inset', transform: `translate(${left} ${top})` }, shown, frame, name);
  }

  function drawWhole() {
    const hasOverseas = dots.some(({ lat }) => lat < 20);
    const insets = hasOverseas ? INSETS.map(inset) : [];
    map.replaceChildren(dotsPath(viewOf(MAINLAND), SIZE, 5), ...insets);
    caption.textContent = fill(words.mapOf, { count: number.format(data.points) });
    whole.classList.add('hidden');
  }

  function scaleBar(side) {
    const length = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].filter((each) => each < side / 3).pop() ?? 1;
    const width = (length / side) * SIZE;
    const line = svg('path', { d: `M16 576v6h${width.toFixed(1)}v-6` });
    return svg('g', { class: 'scale' }, line, svg('text', { x: 16, y: 570 }, `${number.format(length)} km`));
  }

  /** The smallest square around places, with a margin for their pins, and not below 4 km a side. */
  function frameOf(places) {
    const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
    const span = (values) => Math.max(...values) - Math.min(...values);
    const [lats, lons] = [places.map((place) => place.lat), places.map((place) => place.lon)];
    const lat = middle(lats);
    const degrees = Math.max(span(lats), span(lons) * Math.cos((lat * Math.PI) / 180));
    return { lat, lon: middle(lons), kilometres: Math.max(4, degrees * 111.195 * 1.2) };
  }

  function drawNear({ resolvedPlace, matches, nearestExcluded }) {
    const others = nearestExcluded.map(({ point }) => point);
    const frame = frameOf([resolvedPlace, ...matches.map(({ point }) => point), ...others]);
    const view = viewOf(frame);
    const at = (place) => {
      const { x, y } = view(place);
      return `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
    };
    const home = svg(
      'g',
      { class: 'home', transform: at(resolvedPlace) },
      svg('circle', { r: 9 }),
      svg('circle', { r: 3 }),
    );
    const nots = others.map((point) =>
      svg('circle', { class: 'not', r: 6, transform: at(point) }, svg('title', {}, point.name)),
    );
    const pins = matches.map(({ point }, index) =>
      svg(
        'g',
        { class: 'pin', id: `pin-${index}`, transform: at(point) },
        svg('circle', { r: 13 }),
        svg('text', { y: 4.6 }, String(index + 1)),
        svg('title', {}, point.name),
      ),
    );
    // The nearest is drawn last, and so on top.
    map.replaceChildren(dotsPath(view, SIZE, 6), ...nots, home, ...pins.reverse(), scaleBar(frame.kilometres));
    caption.textContent = fill(words.mapNear, { place: resolvedPlace.label });
    whole.classList.remove('hidden');
  }

  return { drawWhole, drawNear };
};
