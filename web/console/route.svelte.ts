/** Where the reader is in the console: the path of the address, to which the page reacts. */
export const route = $state({ path: location.pathname });

addEventListener('popstate', () => {
  route.path = location.pathname;
});

export function go(path: string): void {
  history.pushState(null, '', path);
  route.path = path;
  scrollTo(0, 0);
}

/** Follows links within the console without loading the page anew; all others are the browser's. */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link === null || !isPlain || link.target !== '' || link.download !== '' || link.origin !== location.origin)
    return;
  if (!/^\/console(\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  go(link.pathname);
}

/** What follows a section's path in the address: the code of one thing, or nothing. */
export function codeAfter(section: string): string | null {
  const rest = route.path.startsWith(`${section}/`) ? route.path.slice(section.length + 1) : '';
  return rest === '' ? null : decodeURIComponent(rest);
}
