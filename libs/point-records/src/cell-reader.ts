import { type ColumnMap, FEATURE_COLUMNS, type Target } from './column-map.js';
import type { Cells } from './features.js';
import { TEXT_LENGTHS } from './fields.js';
import type { PointFlag } from './flags.js';
import { quarantine } from './quarantined.js';
import { repairText } from './repair-text.js';

export interface CellRules {
  map: ColumnMap;
  /** Features of GeoJSON and Overpass fill fields from the usual tags without being mapped. */
  isFeatures: boolean;
}

/** Reads cells by target: the mapped column, else a feature's usual tag, else what is set for all. */
export class CellReader {
  constructor(
    readonly cells: Cells,
    private readonly rules: CellRules,
  ) {}

  /** Whether the file says anything of a field at all; then an empty cell means that there is nothing. */
  states(target: Target): boolean {
    const { map, isFeatures } = this.rules;
    if (map.columns[target] !== undefined || map.fixed[target] !== undefined) return true;
    return isFeatures && (FEATURE_COLUMNS[target] !== undefined || this.column(target) !== '');
  }

  read(target: Target): string {
    const { map, isFeatures } = this.rules;
    const mapped = map.columns[target];
    let cell = '';
    if (mapped !== undefined) cell = this.column(mapped);
    else if (isFeatures) {
      const usual = FEATURE_COLUMNS[target] ?? [target];
      cell = usual.map((column) => this.column(column)).find((each) => each.trim() !== '') ?? '';
    }
    return cell.trim() === '' ? (map.fixed[target] ?? '') : cell;
  }

  /** A field's text in one line, repaired where that is certain. */
  text(target: keyof typeof TEXT_LENGTHS | 'chain', flags: Set<PointFlag>): string {
    const { text, flags: found } = repairText(this.read(target));
    for (const flag of found) flags.add(flag);
    const most = target === 'chain' ? TEXT_LENGTHS.name : TEXT_LENGTHS[target];
    if (text.length > most) quarantine('VALUE_INVALID', `${target}: more than ${most} characters`);
    return text;
  }

  column(name: string): string {
    return Object.hasOwn(this.cells, name) ? (this.cells[name] ?? '') : '';
  }
}
