// The browser's part of the first page: it asks the API with the chosen merchant's publishable key, tells the answer in
// words, and has map.js draw it. No library.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { words, language, merchants } = data;
  const form = document.getElementById('search');
  const found = document.getElementById('found');
  const list = document.getElementById('list');
  const whole = document.getElementById('whole');

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  const number = new Intl.NumberFormat(language);
  const map = window.relaisMap(data, { fill, number });

  // Further than anybody goes for a parcel; the rest of the network only explains.
  const MOST_METRES = 60_000;
  const QUERY = `query FirstPage($near: NearInput!) {
    pickupPoints(search: { near: $near, first: 8, explain: true, maxDistanceMetres: ${MOST_METRES} }) {
      resolvedPlace { label lat lon approximate }
      matches {
        distanceMetres feeCents currency freePlaces openState nextChange programme { name }
        point { code name lat lon timeZone hours address { street postcode city } }
      }
      excluded { reason count }
      nearestExcluded { distanceMetres reasons { code detail } point { code name lat lon } }
    }
  }`;

  const near = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const kilometres = (metres) =>
    `${metres < 99_950 ? near.format(metres / 1000) : number.format(Math.round(metres / 1000))} km`;

  /** An element with a class and children; text is never read as HTML. */
  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    for (const child of children) made.append(child);
    return made;
  }

  // ---- words ------------------------------------------------------------------------------------------------------

  /** The day of an instant at the point, and how it is said from today: nothing, tomorrow, or the day's name. */
  function dayWords(instant, timeZone) {
    const dayOf = (at) => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
    const now = Date.now();
    if (dayOf(instant) === dayOf(now)) return '';
    if (dayOf(instant) === dayOf(now + 86_400_000)) return words.tomorrow;
    return new Intl.DateTimeFormat(language, { timeZone, weekday: 'long' }).format(instant);
  }

  function hoursText({ openState, nextChange, point }) {
    if (openState === 'UNKNOWN') return words.unknown;
    if (nextChange === null) return openState === 'OPEN' ? words.open : words.closed;
    const instant = new Date(nextChange);
    const { timeZone } = point;
    const time = new Intl.DateTimeFormat(language, {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(instant);
    const text = fill(openState === 'OPEN' ? words.openUntil : words.opensAt, {
      day: dayWords(instant, timeZone),
      time,
    });
    const isElsewhere =
      time !==
      new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
    return `${text}${isElsewhere ? ` ${words.localTime}` : ''}`.replace(/\s+/g, ' ');
  }

  function roomText(count) {
    if (count === null) return words.placesUnknown;
    if (count === 0) return words.placesNone;
    return fill(count === 1 ? words.placesOne : words.placesMany, { count: number.format(count) });
  }

  function priceText({ feeCents, currency }) {
    if (feeCents === 0) return words.free;
    const money = new Intl.NumberFormat(language, { style: 'currency', currency: currency ?? 'EUR' });
    return fill(words.aParcel, { price: money.format((feeCents ?? 0) / 100) });
  }

  // ---- the list ---------------------------------------------------------------------------------------------------

  function matchItem(match, index) {
    const { point, programme, distanceMetres, openState, freePlaces } = match;
    const { street, postcode, city } = point.address;
    const offer = element('p', '', element('span', 'price', priceText(match)));
    if (programme) offer.append(` ${fill(words.by, { programme: programme.name })}`);
    offer.append(` · ${roomText(freePlaces)}`);
    const item = element(
      'li',
      '',
      element('span', 'badge', String(index + 1)),
      element('h3', '', point.name),
      element('span', 'far', kilometres(distanceMetres)),
      element(
        'div',
        'more',
        element('p', '', [street, `${postcode} ${city}`].filter(Boolean).join(', ')),
        element('p', openState, hoursText(match)),
        offer,
      ),
    );
    const light = (on) => () => document.getElementById(`pin-${index}`)?.classList.toggle('on', on);
    item.addEventListener('mouseenter', light(true));
    item.addEventListener('mouseleave', light(false));
    return item;
  }

  function reasonText({ code, detail }) {
    const said = words.reasons[code];
    if (code === 'NOT_FREE') return detail;
    return said ? `${said}${/\d/.test(detail) ? ` (${detail})` : ''}` : `${code} ${detail}`;
  }

  function why({ matches, excluded, nearestExcluded }) {
    const part = element('section', 'why', element('h3', '', words.whyTitle));
    if (matches.length < 8) part.append(element('p', '', words.whyShort));
    const nearest = nearestExcluded.map(({ point, distanceMetres, reasons }) => {
      // The rest of the reasons are a query away; the first says what a person needs.
      const [first] = reasons;
      return element('li', '', `${point.name}, ${kilometres(distanceMetres)}`, element('span', '', reasonText(first)));
    });
    if (nearest.length > 0) part.append(element('p', '', words.whyNearest), element('ul', '', ...nearest));
    const counts = excluded.map(({ reason, count }) => `${words.reasons[reason] ?? reason} : ${number.format(count)}`);
    const joint = language === 'fr' ? ' : ' : ': ';
    part.append(element('p', '', `${words.whyCounts} ${counts.join(' · ').replaceAll(' : ', joint)}.`));
    return part;
  }

  function tell(result) {
    const { matches, resolvedPlace } = result;
    const nearestExcluded = result.nearestExcluded.filter(({ distanceMetres }) => distanceMetres <= MOST_METRES);
    const told = { ...result, nearestExcluded };
    const title = matches.length === 0 ? words.foundNone : matches.length === 1 ? words.foundOne : words.foundMany;
    const place = resolvedPlace.label;
    found.replaceChildren(element('h2', '', fill(title, { count: number.format(matches.length), place })));
    if (resolvedPlace.approximate) found.append(element('p', '', words.roughly));
    list.replaceChildren();
    if (matches.length > 0) list.append(element('ol', 'points', ...matches.map(matchItem)));
    list.append(why(told));
    map.drawNear(told);
  }

  function tellTrouble(text, suggestions = []) {
    const trouble = element('div', 'trouble', element('p', '', text));
    if (suggestions.length > 0) {
      const tries = suggestions.map((suggestion) => {
        const button = element('button', 'plain', suggestion);
        button.type = 'button';
        button.addEventListener('click', () => searchFor(suggestion));
        return button;
      });
      trouble.append(element('p', 'tries', words.didYouMean, ...tries));
    }
    found.replaceChildren(trouble);
    list.replaceChildren();
    map.drawWhole();
  }

  // ---- asking -----------------------------------------------------------------------------------------------------

  let asked = 0;

  async function search(text) {
    if (text === '') return tellTrouble(words.empty);
    asked += 1;
    const mine = asked;
    document.body.classList.add('busy');
    try {
      const answer = await ask(text);
      // A slower answer to an older question does not replace a newer one.
      if (mine !== asked) return;
      if (answer.errors) tellErrors(answer.errors, text);
      else tell(answer.data.pickupPoints);
    } catch {
      if (mine === asked) tellTrouble(words.noAnswer);
    }
    if (mine === asked) document.body.classList.remove('busy');
  }

  async function ask(text) {
    const { publishableKey } = merchants.find(({ key }) => key === form.elements.m.value) ?? merchants[0];
    // What the service suggests begins with the postcode: `59000 Lille`.
    const postcode = /^(\d{5})(?:\s|$)/.exec(text);
    const place = postcode ? { postcode: { code: postcode[1] } } : { commune: { name: text } };
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': language,
        authorization: `Bearer ${publishableKey}`,
      },
      body: JSON.stringify({ query: QUERY, variables: { near: place } }),
    });
    return response.json();
  }

  function tellErrors([error], text) {
    const { code, details } = error.extensions ?? {};
    if (code === 'UNKNOWN_PLACE') return tellTrouble(fill(words.unknownPlace, { place: text }), details?.suggestions);
    if (code === 'BAD_INPUT') return tellTrouble(fill(words.badPlace, { place: text }));
    if (code === 'RATE_LIMITED') return tellTrouble(words.tooMany);
    if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') return tellTrouble(words.keyRefused);
    tellTrouble(error.message);
  }

  // ---- the form ---------------------------------------------------------------------------------------------------

  function remember() {
    const address = new URL(location.href);
    address.search = new URLSearchParams(new FormData(form)).toString();
    history.replaceState(null, '', address);
  }

  function searchFor(text) {
    form.elements.q.value = text;
    remember();
    return search(text.trim());
  }

  map.drawWhole();
  whole.addEventListener('click', map.drawWhole);
  if (form) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      searchFor(form.elements.q.value);
    });
    form.addEventListener('change', (event) => {
      if (event.target.name === 'm' && form.elements.q.value.trim() !== '') searchFor(form.elements.q.value);
    });
    for (const button of form.querySelectorAll('[data-try]')) {
      button.addEventListener('click', () => searchFor(button.dataset.try));
    }
    const given = new URLSearchParams(location.search);
    if (merchants.some(({ key }) => key === given.get('m'))) form.elements.m.value = given.get('m');
    if (given.get('q')) searchFor(given.get('q'));
  }
})();
