import type { KindRule } from './table.js';
import { rules } from './table.js';
import type { State } from './words.js';
import { ENTRY_KINDS, FINAL_STATES, STATES } from './words.js';

/**
 * Everything that is wrong with a transition table, one sentence each; an empty list for a sound one. It proves that
 * every state is reachable from nothing, that final states are final, and that nothing else is a dead end.
 */
export function checkTable(table: readonly KindRule[] = rules): string[] {
  return [...kindProblems(table), ...reachabilityProblems(table), ...exitProblems(table), ...rowProblems(table)];
}

function kindProblems(table: readonly KindRule[]): string[] {
  return ENTRY_KINDS.flatMap((kind) => {
    const count = table.filter((rule) => rule.kind === kind).length;
    return count === 1 ? [] : [`${kind} stands ${count} times in the table`];
  });
}

function reachabilityProblems(table: readonly KindRule[]): string[] {
  const reached = new Set<State | 'NOTHING'>(['NOTHING']);
  const rows = table.flatMap((rule) => rule.rows);
  // Each pass can only add states, so as many passes as there are states always suffice.
  for (let pass = 0; pass <= STATES.length; pass += 1) {
    for (const row of rows) {
      if (row.after !== null && row.before.some((state) => reached.has(state))) reached.add(row.after);
    }
  }
  return STATES.filter((state) => !reached.has(state)).map((state) => `${state} cannot be reached`);
}

function exitProblems(table: readonly KindRule[]): string[] {
  const rows = table.flatMap((rule) => rule.rows.map((row) => ({ kind: rule.kind, ...row })));
  return STATES.flatMap((state) => {
    const exits = rows.filter((row) => row.before.includes(state) && row.after !== null && row.after !== state);
    if (FINAL_STATES.includes(state)) return exits.map(({ kind }) => `${kind} leaves the final state ${state}`);
    return exits.length > 0 ? [] : [`${state} is a dead end`];
  });
}

function rowProblems(table: readonly KindRule[]): string[] {
  return table.flatMap((rule) => {
    const problems: string[] = [];
    if (rule.nature === 'PHYSICAL' && (rule.to === null || rule.from.length === 0)) {
      problems.push(`${rule.kind} moves custody from or to nobody`);
    }
    if (rule.nature === 'PHYSICAL' && !rule.rows.some((row) => row.before.includes('MISSING'))) {
      problems.push(`${rule.kind} does not find a missing parcel`);
    }
    if (rule.nature === 'OBSERVATION' && rule.rows.some((row) => row.after !== null)) {
      problems.push(`${rule.kind} is an observation that changes the state`);
    }
    if (rule.roles.length === 0) problems.push(`${rule.kind} may be recorded by nobody`);
    return problems.concat(overlaps(rule));
  });
}

/** Two rows of a kind under one condition may share only MISSING, where the heading decides between them. */
function overlaps(rule: KindRule): string[] {
  return rule.rows.flatMap((row, place) =>
    rule.rows
      .slice(place + 1)
      .filter((other) => other.when === row.when)
      .flatMap((other) => row.before.filter((state) => state !== 'MISSING' && other.before.includes(state)))
      .map((state) => `${rule.kind} has two rows for ${state}`),
  );
}
