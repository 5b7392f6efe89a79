/** Rows of a CSV text (RFC 4180): cells in quotes may hold commas, line breaks and doubled quotes. */
export function* csvRows(text: string): Iterable<string[]> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (;;) {
        const quote = text.indexOf('"', at + 1);
        const end = quote === -1 ? text.length : quote;
        cell += text.slice(at + 1, end);
        at = end;
        if (text[at + 1] !== '"') break;
        cell += '"';
        at += 1;
      }
      at += 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
      cell = text.slice(start, at);
    }
    row.push(cell.endsWith('\r') ? cell.slice(0, -1) : cell);
    if (text[at] !== ',') {
      yield row;
      row = [];
    }
    at += 1;
  }
  if (row.length > 0) yield [...row, ''];
}

/** Rows as records by the names in the first row; rows of another length are left out. */
export function* csvRecords(text: string): Iterable<Readonly<Record<string, string>>> {
  let names: string[] | undefined;
  for (const row of csvRows(text)) {
    if (names === undefined) names = row;
    else if (row.length === names.length) {
      yield Object.fromEntries(names.map((name, i) => [name, row[i]!]));
    }
  }
}
