/** A line of a table (RFC 4180): cells that would be read as more than one are quoted. */
export function csvLine(cells: readonly string[], separator: string): string {
  const quoted = cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(separator)}\n`;
}
